import CallSignaling
import Foundation
import Testing
import TopicAccess

@testable import CallAPI

/// Who hears what of all that passes at the broker, and how one who was cut off goes on.
@Suite struct EventHubTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private static let call = "7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"

    private let hub: EventHub

    init() {
        hub = EventHub(EventStreamLimits(most: 5, mostOfMember: 2, window: 60, windowEvents: 10, mostWaiting: 4))
        hub.feedBegins()
    }

    private func open(
        _ member: String, of church: String = "grace", hearsChurch: Bool = false, calls: [String] = [], after last: String? = nil,
        expiry: Double = 3_600, until: Double? = nil
    ) throws -> EventStream {
        let principal = try #require(Principal(churchID: ChurchID(church), memberID: MemberID(member)))
        let listener = EventListener(
            principal, hearsChurch: hearsChurch, expiry: Self.now + expiry, until: until.map { Self.now + $0 })
        return try hub.open(listener, of: calls.map { CallID($0) }, after: last, at: Self.now)
    }

    private func publish(_ seq: Int, on topics: String..., call: String = call, at seconds: Double = 0) {
        for topic in topics {
            let payload = #"{"call_id":"\#(call)","seq":\#(seq),"signal_id":"\#(call)-\#(seq)","type":"call_end"}"#
            hub.deliver(topic: topic, payload: Array(payload.utf8), at: Self.now + seconds)
        }
    }

    /// All that waits, in short: numbers of signals, and what else is said.
    private func heard(_ stream: EventStream) async -> [String] {
        stream.opening.queue.end(.done)
        var all: [String] = []
        while true {
            switch await stream.opening.queue.next() {
            case .events(let events): all += events.map { String($0.signalID.dropFirst(37)) }
            case .reset: all.append("reset")
            case .heartbeat: all.append("beat")
            case .end(let end): return end == .done ? all : all + [end.rawValue]
            case .cancelled: return all
            }
        }
    }

    @Test func aMemberHearsHisInboxesAndTheTopicsOfHisCalls() async throws {
        let ben = try open("ben")
        let anna = try open("anna", calls: [Self.call])
        let pastor = try open("pastor", hearsChurch: true)
        let namesake = try open("ben", of: "hope")
        publish(1, on: "faithflow/grace/member/ben/incoming_call")
        publish(2, on: "faithflow/grace/call/\(Self.call)/signal", "faithflow/grace/member/anna/call_status")
        publish(3, on: "faithflow/grace/call/\(Self.call)/participants")
        publish(4, on: "faithflow/grace/member/anna/webrtc")
        #expect(await heard(ben) == ["1", "2", "3"])
        #expect(await heard(anna) == ["2", "3", "4"], "one signal once")
        #expect(await heard(pastor) == ["1", "2", "3", "4"])
        #expect(await heard(namesake).isEmpty)
    }

    @Test func callsOfOthersAreNotHeard() async throws {
        let anna = try open("anna")
        publish(1, on: "faithflow/grace/call/\(Self.call)/signal", "faithflow/grace/call/\(Self.call)/participants")
        publish(2, on: "faithflow/grace/member/ben/call_status", "faithflow/hope/member/anna/call_status")
        #expect(await heard(anna).isEmpty)
    }

    @Test func whatAppsPublishIsNotPassedOn() async throws {
        let pastor = try open("pastor", hearsChurch: true)
        for (topic, payload) in [
            ("faithflow/grace/presence/ben", #"{"signal_id":"x"}"#),
            ("faithflow/grace/call/\(Self.call)/signal", #"{"type":"call_ringing"}"#),
            ("faithflow/grace/call/\(Self.call)/signal", #"{"type":"call_ringing","signal_id":"\#(Self.call)-7"}"#),
            ("faithflow/grace/call/\(Self.call)/signal", #"{"type":"call_end","signal_id":"0\#(Self.call.dropFirst())-7"}"#),
            ("faithflow/grace/call/\(Self.call)/participants", #"{"type":"call_end","signal_id":"0\#(Self.call.dropFirst())-7"}"#),
            ("faithflow/grace/call/\(Self.call)/signal", #"{"type":"call_end","signal_id":"\#(Self.call)-7"},"x":{}"#),
            ("faithflow/grace/call/\(Self.call)/signal", #"["signal_id":"\#(Self.call)-7"]"#),
            ("faithflow/grace/call/\(Self.call)/signal", "{\"type\":\"call_end\",\n\"signal_id\":\"\(Self.call)-7\"}"),
            ("faithflow/grace", #"{"signal_id":"x"}"#), ("other", "x"), ("faithflow/grace/member/ben/call_status", ""),
        ] { hub.deliver(topic: topic, payload: Array(payload.utf8), at: Self.now) }
        #expect(await heard(pastor).isEmpty)
    }

    @Test func whoComesAgainGoesOnWhereHeWas() async throws {
        var ben: EventStream? = try open("ben", calls: [Self.call])
        let start = try #require(ben?.opening.position.text)
        publish(1, on: "faithflow/grace/member/ben/call_status")
        ben = nil
        publish(2, on: "faithflow/grace/call/\(Self.call)/signal")
        let again = try open("ben", after: start)
        #expect(again.opening.isResumed && !again.opening.isReset)
        publish(3, on: "faithflow/grace/member/ben/webrtc")
        #expect(await heard(again) == ["1", "2", "3"], "his call is remembered, though it may be over")
    }

    @Test func whoHasLeftACallHearsItNoMoreUntilHeIsInItAgain() async throws {
        let topic = "faithflow/grace/call/\(Self.call)/participants"
        func say(_ seq: Int, _ more: String) {
            hub.deliver(topic: topic, payload: Array(#"{"signal_id":"\#(Self.call)-\#(seq)",\#(more)}"#.utf8), at: Self.now)
        }
        var ben: EventStream? = try open("ben", calls: [Self.call])
        let start = try #require(ben?.opening.position.text)
        publish(1, on: topic)
        say(2, #""type":"participant_left","participant_id":"ben""#)
        publish(3, on: topic)
        ben = nil
        let again = try open("ben", after: start)
        say(4, #""type":"participant_joined","participant":{"id":"chloe"}"#)
        say(5, #""type":"participant_joined","participant":{"id":"ben"}"#)
        publish(6, on: topic)
        #expect(await heard(again) == ["1", "2", "5", "6"], "up to his leaving, though he reads it later")
    }

    @Test func whoComesTooLateOrElsewhereIsToldSo() async throws {
        let ben = try open("ben")
        let start = ben.opening.position
        for seq in 1...11 { publish(seq, on: "faithflow/grace/member/chloe/call_status") }
        for last in [start.text, "\(start.run)-99", "other-1", "", "x", "-", "\(start.run)--1", String(repeating: "1", count: 99) + "-1"] {
            let again = try open("chloe", after: last)
            #expect(again.opening.isReset && !again.opening.isResumed, "\(last)")
            #expect(again.opening.position.number == 11)
        }
        let near = try open("chloe", after: "\(start.run)-7")
        #expect(near.opening.isResumed)
        hub.tick(at: Self.now + 61)
        #expect(try open("chloe", after: "\(start.run)-10").opening.isReset, "a minute later")
        #expect(try open("chloe", after: "\(start.run)-11").opening.isResumed, "nothing was missed")
    }

    @Test func whoMissedMoreThanAReaderMayHaveWaitingBeginsAnew() async throws {
        let start = try open("ben").opening.position.text
        let topic = "faithflow/grace/member/ben/call_status"
        for seq in 1...4 { publish(seq, on: topic) }
        let near = try open("ben", after: start)
        #expect(near.opening.isResumed)
        #expect(await heard(near) == ["1", "2", "3", "4"])
        publish(5, on: topic)
        let far = try open("ben", after: start)
        #expect(far.opening.isReset && !far.opening.isResumed)
        #expect(far.opening.position.number == 5, "so the next time nothing of it is asked for again")
        publish(6, on: topic)
        #expect(await heard(far) == ["6"])
    }

    @Test func afterAnOutageAllAreToldThatTheyHaveMissedSomething() async throws {
        let ben = try open("ben")
        publish(1, on: "faithflow/grace/member/ben/call_status")
        hub.feedEnds()
        hub.feedBegins()
        publish(2, on: "faithflow/grace/member/ben/call_status")
        #expect(await heard(ben) == ["reset", "1", "2"])
        #expect(try open("ben", after: ben.opening.position.text).opening.isReset)
    }

    @Test func aSlowReaderIsCutOffAndOthersAreNot() async throws {
        let (slow, quick) = (try open("ben"), try open("ben"))
        for seq in 1...4 { publish(seq, on: "faithflow/grace/member/ben/call_status") }
        guard case .events(let events) = await quick.opening.queue.next() else { throw CancellationError() }
        #expect(events.count == 4)
        publish(5, on: "faithflow/grace/member/ben/call_status")
        #expect(await heard(slow) == ["too_slow"])
        #expect(await heard(quick) == ["5"])
    }

    @Test func thereAreNoMoreThanMayBe() async throws {
        let first = try open("ben")
        let others = [try open("ben"), try open("ben")]
        #expect(await heard(first) == ["replaced"])
        #expect(await heard(others[0]).isEmpty)
        let more = [try open("anna"), try open("chloe")]
        #expect(throws: Problem.self) { try open("david") }
        #expect(hub.count == 5)
        withExtendedLifetime((first, others, more)) {}
    }

    @Test func aStreamThatNobodyReadsAnyMoreIsGone() throws {
        for _ in 0..<20 { _ = try open("ben") }
        #expect(hub.count == 0)
    }

    @Test func signsOfLifeComeInTheirTimeAndStreamsEndInTheirs() async throws {
        let (anna, ben) = (try open("anna", expiry: 100), try open("ben", until: 50))
        hub.tick(at: Self.now + 14)
        hub.tick(at: Self.now + 15)
        guard case .heartbeat(let position) = await anna.opening.queue.next() else { throw CancellationError() }
        #expect(position == anna.opening.position)
        hub.tick(at: Self.now + 50)
        var end = await ben.opening.queue.next()
        while case .heartbeat = end { end = await ben.opening.queue.next() }
        guard case .end(.done) = end else { throw CancellationError() }
        hub.tick(at: Self.now + 100)
        var last = await anna.opening.queue.next()
        while case .heartbeat = last { last = await anna.opening.queue.next() }
        guard case .end(.tokenExpired) = last else { throw CancellationError() }
    }

    @Test func atTheEndAllStreamsEndAndNoneBegins() async throws {
        let ben = try open("ben")
        hub.close()
        guard case .end(.shuttingDown) = await ben.opening.queue.next() else { throw CancellationError() }
        #expect(throws: Problem.self) { try open("ben") }
        #expect(await hub.awaitFeed() == false)
    }

    @Test func theFeedIsWantedWhileSomebodyListensAndForAWhileAfter() async throws {
        let idle = EventHub(EventStreamLimits(window: 10))
        var demands = idle.demands.makeAsyncIterator()
        #expect(await demands.next() == .unwanted)
        async let hears = idle.awaitFeed()
        #expect(await demands.next() == .wanted)
        idle.feedBegins()
        #expect(await hears)
        idle.tick(at: Date() + 19)
        idle.tick(at: Date() + 25)
        #expect(await demands.next() == .unwanted)
    }
}
