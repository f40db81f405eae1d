import BSON
import Foundation
import Testing

/// A signal a scenario expects: its type, where it goes, and its reason.
struct Expected: Hashable, CustomStringConvertible {
    let type: String
    let places: Set<String>
    let reason: String?

    init(_ type: String, _ places: String..., reason: String? = nil) {
        self.type = type
        self.places = Set(places)
        self.reason = reason
    }

    var description: String { "\(type)\(reason.map { "(\($0))" } ?? "") → \(places.sorted().joined(separator: ", "))" }
}

extension String {
    /// Places by name, as `ReceivedMessage.place` has them.
    static let callSignal = "call/signal"
    static let callParticipants = "call/participants"
    static func invites(_ phone: Phone) -> String { "member/\(phone.member)/incoming_call" }
    static func status(_ phone: Phone) -> String { "member/\(phone.member)/call_status" }
}

extension Church {
    /// Waits for the call's signals and holds them to `expected`: each once on each of its topics (repeats of invites and cancels apart), numbered
    /// without a gap in this order, QoS 1, not retained, marked with their `signal_id`; and the stored call has sent no more than these.
    func expect(
        _ callID: String, _ expected: [Expected], within seconds: Double = 20, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let wanted = expected.reduce(0) { $0 + $1.places.count }
        try await recorder.wait("\(expected)", within: seconds) { messages in
            Set(messages.filter { $0.callID == callID && $0.seq != nil }.map { "\($0.seq ?? 0) \($0.topic)" }).count >= wanted
        }
        let messages = recorder.messages(of: callID).filter { $0.seq != nil }
        let bySeq = Dictionary(grouping: messages) { $0.seq ?? 0 }
        let seen = bySeq.sorted { $0.key < $1.key }.map { _, copies in
            Seen(type: copies[0].type, places: Set(copies.map(\.place)), reason: copies[0].reason)
        }
        let asExpected = expected.map { Seen(type: $0.type, places: $0.places, reason: $0.reason) }
        let compared = seen.enumerated().map { index, seen in
            asExpected.indices.contains(index) && asExpected[index].reason == nil ? seen.withoutReason : seen
        }
        #expect(compared == asExpected, sourceLocation: sourceLocation)
        #expect(bySeq.keys.sorted() == Array(1...max(1, expected.count)), "seq has no gaps", sourceLocation: sourceLocation)
        for message in messages { check(message, sourceLocation) }
        checkOrder(messages, sourceLocation)
        let stored = try await document(callID)
        #expect(
            stored?["seq"]?.int.flatMap { Int(exactly: $0) } == expected.count, "as many signals as the stored call counts",
            sourceLocation: sourceLocation)
    }

    private struct Seen: Hashable {
        let type: String
        let places: Set<String>
        let reason: String?
        var withoutReason: Seen { Seen(type: type, places: places, reason: nil) }
    }

    private func check(_ message: ReceivedMessage, _ location: SourceLocation) {
        #expect(message.qos == 1, sourceLocation: location)
        #expect(!message.isRetained, sourceLocation: location)
        #expect(message.contentType == "application/json", sourceLocation: location)
        #expect(message.payload["signal_id"]?.string == "\(message.callID)-\(message.seq ?? 0)", sourceLocation: location)
        #expect(message.userProperties.contains("\(message.callID)-\(message.seq ?? 0)"), sourceLocation: location)
        #expect((message.expirySeconds != nil) == (message.type == "call_invite"), "only invites expire", sourceLocation: location)
    }

    /// The first deliveries on each topic come in the order of their numbers.
    private func checkOrder(_ messages: [ReceivedMessage], _ location: SourceLocation) {
        for (topic, copies) in Dictionary(grouping: messages, by: \.topic) {
            var firsts: [Int] = []
            for seq in copies.compactMap(\.seq) where !firsts.contains(seq) { firsts.append(seq) }
            #expect(firsts == firsts.sorted(), "\(topic) is in order", sourceLocation: location)
        }
    }
}
