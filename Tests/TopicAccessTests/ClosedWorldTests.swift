import TestSupport
import Testing
import TopicAccess

/// Nothing outside the list is ever allowed: all topics of these levels, and a hundred thousand damaged ones.
@Suite struct ClosedWorldTests {
    private static let levels: [[String]] = [
        ["faithflow", "+", "#", "", "$share", "$SYS"],
        ["grace", "hope", "+", "#", "", "anna"],
        ["member", "call", "presence", "config", "+", "#", "", "webrtc"],
        ["anna", "ben", Anna.call, Anna.call.uppercased(), "+", "#", "", "*"],
        ["incoming_call", "call_status", "signal", "participants", "webrtc", "call", "+", "#", ""],
        ["signal", "+", "#", ""],
    ]

    /// Every topic of one to six of the levels above.
    private static func forEachTopic(from beginning: String? = nil, depth: Int = 0, _ body: (String) -> Void) {
        for level in levels[depth] {
            let topic = beginning.map { "\($0)/\(level)" } ?? level
            body(topic)
            if depth + 1 < levels.count { forEachTopic(from: topic, depth: depth + 1, body) }
        }
    }

    @Test func `Of all topics only those of the list are allowed`() throws {
        let anna = try Anna.principal()
        var (count, unexpected): (Int, [String]) = (0, [])
        var allowed: Set<String> = []
        Self.forEachTopic { topic in
            count += 1
            let hears = anna.access(to: topic, for: .subscribe).isAllowed
            if hears { allowed.insert(topic) }
            let receives = anna.access(to: topic, for: .receive).isAllowed
            if receives != (hears && !topic.contains("+")) { unexpected.append(topic) }
            if anna.access(to: topic, for: Anna.publish()).isAllowed, topic != "faithflow/grace/presence/anna" { unexpected.append(topic) }
        }
        #expect(count > 60_000)
        #expect(unexpected.isEmpty)
        let callsAsMembers = [Anna.call, Anna.call.uppercased()].map { "faithflow/grace/presence/\($0)" }  // any id may be a member's
        #expect(allowed == Anna.audible.union(callsAsMembers + callsAsMembers.map { "\($0)/call" }))
    }

    @Test func `A topic damaged in one place is refused, or of the list still`() throws {
        let anna = try Anna.principal()
        let listed = try Regex(
            "faithflow/grace/(config|member/anna/(incoming_call|call_status|webrtc)|presence/(\\+|[A-Za-z0-9_.:@-]{1,128})(/call)?"
                + "|call/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/(signal|participants))")
        var random = SeededGenerator(seed: 17)
        let alphabet = Array("/+#$abKZ09-_.:@ \u{0}\n\u{E9}\u{212A}".unicodeScalars)
        let topics = Anna.audible.sorted()
        for _ in 0..<20_000 {
            var scalars = Array(topics[Int.random(in: 0..<topics.count, using: &random)].unicodeScalars)
            let place = Int.random(in: 0..<scalars.count, using: &random)
            let scalar = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            switch Int.random(in: 0..<3, using: &random) {
            case 0: scalars[place] = scalar
            case 1: scalars.insert(scalar, at: place)
            default: scalars.remove(at: place)
            }
            let topic = String(String.UnicodeScalarView(scalars))
            let isListed = topic.utf8.allSatisfy { $0 < 0x80 } && topic.wholeMatch(of: listed) != nil
            #expect(anna.access(to: topic, for: .subscribe).isAllowed == isListed, "\(topic.debugDescription)")
        }
    }

    @Test func `A damaged acknowledgement never becomes another signal`() throws {
        let anna = try Anna.principal()
        guard case .publish(let good) = Anna.ringing() else { return }
        var random = SeededGenerator(seed: 4)
        for _ in 0..<20_000 {
            var payload = good.payload
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                payload[Int.random(in: 0..<payload.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let action = TopicAction.publish(TopicAction.Publication(payload: payload, isRetained: false))
            guard anna.access(to: "faithflow/grace/call/\(Anna.call)/signal", for: action).isAllowed else { continue }
            let text = String(decoding: payload, as: UTF8.self)
            #expect(text.contains(#""call_ringing""#) && text.contains(#""anna""#) && text.contains(Anna.call))
        }
    }
}
