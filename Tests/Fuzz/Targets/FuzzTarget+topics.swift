import CallSignaling
import MQTT
import TopicAccess

extension FuzzTarget {
    /// Topics' names and filters, and who may hear them.
    static let topics: FuzzTarget = {
        let call = "7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"
        let mutator = Mutator(
            samples: [
                "faithflow/grace/member/ann/incoming_call", "faithflow/grace/member/ann/call_status", "faithflow/grace/member/ann/webrtc",
                "faithflow/grace/call/\(call)/signal",
                "faithflow/grace/call/\(call)/participants", "faithflow/grace/presence/ann", "faithflow/grace/presence/+", "faithflow/#",
                "faithflow/+/call/+/signal", "$share/group/faithflow/grace/call/\(call)/signal", "$SYS/broker/version", "+/+/presence/+",
                "#",
                "faithflow/hope/member/zoe/call_status", "/", "faithflow//member/ann/incoming_call",
            ],
            words: [
                "faithflow", "grace", "hope", "member", "ann", "bob", "/", "//", "+", "#", "$share/", "presence", "call", "signal",
                call.uppercased(),
            ])
        guard let ann = Principal(churchID: ChurchID("grace"), memberID: MemberID("ann")) else {
            return FuzzTarget(name: "topics") { _ in
                []
            } read: { _ in
                throw Finding("nobody to ask")
            }
        }
        return FuzzTarget(name: "topics") {
            mutator.input(&$0)
        } read: { input in
            let text = text(input)
            if let topic = Topic(name: text) {
                try require(Topic(name: topic.name) == topic, "\(topic.name) is read as another topic")
                try require(!topic.name.utf8.contains { "+#".utf8.contains($0) }, "a topic with a wildcard: \(topic.name)")
            }
            try checkFilter(text)
            let decisions = [TopicAction.subscribe, .receive, .unsubscribe].map { ann.access(to: text, for: $0).isAllowed }
            if decisions.contains(true) { try checkAllowed(text) }
            return decisions.contains(true)
        }
    }()

    /// What Ann may hear is her church's, is no inbox but her own, and has no wildcard but that of presences.
    private static func checkAllowed(_ text: String) throws {
        let levels = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        try require(levels.prefix(2) == ["faithflow", "grace"], "another church's topic is allowed: \(text)")
        let hasWildcard = text.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }
        try require(!hasWildcard || text.utf8.elementsEqual("faithflow/grace/presence/+".utf8), "a wildcard is allowed: \(text)")
        guard levels.count > 3, levels[2] == "member" else { return }
        try require(levels[3].utf8.elementsEqual("ann".utf8), "another's inbox is allowed: \(text)")
    }

    /// A filter matches by the rules of MQTT 5, 4.7, written down here a second time.
    private static func checkFilter(_ text: String) throws {
        let names = ["faithflow/grace/presence/ann", "faithflow", "$SYS/broker/version", "faithflow/grace/call/x/signal", "/", text]
        do throws(MQTTError) {
            let filter = try TopicFilter(validating: text)
            for name in names {
                guard let topic = try? TopicName(validating: name) else { continue }  // not every text is one
                let expected = filter.shareGroup == nil ? matches(levels(text), levels(name)) : nil
                if let expected, filter.matches(topic) != expected {
                    throw MQTTError(.invalidFilter, "fuzz: \(text) on \(name): \(!expected)")
                }
            }
        } catch {
            if "\(error)".contains("fuzz: ") { throw Finding("\(error)") }
        }
    }

    private static func levels(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func matches(_ filter: [String], _ name: [String]) -> Bool {
        let isHidden = name[0].utf8.first == UInt8(ascii: "$")
        if isHidden, filter[0] == "#" || filter[0] == "+" { return false }
        let (plain, isOpen) = filter.last == "#" ? (filter.dropLast(), true) : (filter[...], false)
        guard isOpen ? name.count >= plain.count : name.count == plain.count else { return false }
        return zip(plain, name).allSatisfy { $0 == "+" || $0.utf8.elementsEqual($1.utf8) }
    }
}
