import CallSignaling
import Foundation
import Testing

@testable import CallServer

/// Which messages `tail` shows, and how often.
@Suite struct SignalViewTests {
    private let invite = received(
        "member/m-2/incoming_call",
        #"{"type":"call_invite","call_id":"\#(callID)","caller":{"id":"m-1"},"callee_ids":["m-2","m-3"],"signal_id":"s1"}"#)
    private let accept = received("call/\(callID)/signal", #"{"type":"call_accept","callee_id":"m-2","signal_id":"s2"}"#)

    @Test func filtersAreByChurchCallAndMember() {
        func admits(_ signal: ReceivedSignal, church: String? = nil, call: String? = nil, member: String? = nil) -> Bool {
            SignalFilter(church: church.map { ChurchID($0) }, callPrefix: call, member: member.map { MemberID($0) }).admits(signal)
        }
        #expect(admits(invite))
        #expect(admits(invite, church: "c-1"))
        #expect(!admits(invite, church: "c-2"))
        #expect(admits(invite, call: "1F2E"))
        #expect(admits(accept, call: callID))
        #expect(!admits(accept, call: "2f"))
        for member in ["m-1", "m-2", "m-3"] { #expect(admits(invite, member: member)) }
        #expect(admits(accept, member: "m-2"))
        #expect(!admits(accept, member: "m-1"))
    }

    @Test func presenceIsNoSignal() {
        #expect(!SignalFilter().admits(received("presence/m-1", #"{"online":true}"#)))
    }

    @Test func topicFiltersAreAsNarrowAsTheyMayBe() {
        #expect(SignalFilter().topicFilters == ["faithflow/+/member/+/+", "faithflow/+/call/+/+"])
        #expect(
            SignalFilter(church: ChurchID("c-1"), callPrefix: callID.uppercased(), member: MemberID("m")).topicFilters
                == ["faithflow/c-1/member/+/+", "faithflow/c-1/call/\(callID)/+"])
    }

    private func lines(_ signals: [ReceivedSignal], showsCopies: Bool = false, form: SignalView.Form = .line(.plain)) throws -> [String] {
        var view = SignalView(filter: SignalFilter(), form: form, showsCopies: showsCopies)
        return try signals.compactMap { try view.line(for: $0) }
    }

    @Test func copyOnAnotherTopicIsShownOnceOrAsAsked() throws {
        let copy = received("member/m-1/call_status", #"{"type":"call_accept","callee_id":"m-2","signal_id":"s2"}"#)
        #expect(try lines([accept, copy, invite]).count == 2)
        #expect(try lines([accept, copy, invite], showsCopies: true).count == 3)
    }

    @Test func signalSentAgainIsMarked() throws {
        let lines = try lines([invite, invite])
        #expect(lines.count == 2)
        #expect(!lines[0].contains("again"))
        #expect(lines[1].contains("again"))
    }

    @Test func messagesOfAppsAreNeverTakenForCopies() throws {
        let ringing = received("call/\(callID)/signal", #"{"type":"call_ringing","callee_id":"m-2"}"#)
        #expect(try lines([ringing, ringing]).count == 2)
    }

    @Test func memoryIsBounded() {
        var deduplicator = SignalDeduplicator(limit: 2)
        func signal(_ id: Int, on topic: String = "signal") -> ReceivedSignal {
            received("call/\(callID)/\(topic)", #"{"signal_id":"\#(id)"}"#)
        }
        #expect([1, 2, 3].map { deduplicator.judge(signal($0)) } == [.first, .first, .first])
        #expect(deduplicator.judge(signal(3, on: "participants")) == .copy)
        #expect(deduplicator.judge(signal(2)) == .repeated)
        #expect(deduplicator.judge(signal(1)) == .first)
        #expect(deduplicator.judge(signal(3)) == .repeated)
        #expect(deduplicator.judge(signal(2)) == .first)
    }

    @Test func jsonLinesHoldThePayloadAsItCame() throws {
        let line = try #require(try lines([accept], form: .json).first)
        #expect(
            line
                == #"{"call_id":"\#(callID)","church_id":"c-1","payload":{"callee_id":"m-2","signal_id":"s2","type":"call_accept"},"#
                + #""received_at":"2026-01-31T09:30:00.125Z","repeated":false,"topic":"faithflow/c-1/call/\#(callID)/signal"}"#)
        #expect(try lines([received("call/\(callID)/signal", "no json")], form: .json).first?.contains(#""payload":null"#) == true)
    }
}
