/// What a subscription asks for: a topic with the wildcards `+` (one level) and `#` (this level and all below), alone or as a
/// shared subscription `$share/group/filter` (MQTT 5 sections 4.7 and 4.8.2).
public struct TopicFilter: Hashable, Sendable, CustomStringConvertible {
    /// The filter as it goes on the wire, with its `$share/group/` when it has one.
    public let string: String
    /// Name of the group that shares the messages, for a shared subscription.
    public let shareGroup: String?
    private let levels: [[UInt8]]

    /// Checks `string` against the rules of topic filters; throws `invalidFilter`.
    public init(validating string: String) throws(MQTTError) {
        if let flaw = TopicRules.flaw(in: string) { throw MQTTError(.invalidFilter, "topic filter \(flaw)") }
        var levels = Array(string.utf8).split(separator: TopicRules.slash, omittingEmptySubsequences: false).map(Array.init)
        var group: String?
        if levels[0] == Array("$share".utf8) {
            group = try Self.shareGroup(of: levels)
            levels.removeFirst(2)
        }
        try Self.checkWildcards(levels)
        self.string = string
        self.shareGroup = group
        self.levels = levels
    }

    /// Whether a message published to `name` belongs to this filter. Wildcards at the start do not match topics that start with
    /// `$` (MQTT 5 section 4.7.2); of a shared subscription only the part after the group counts.
    public func matches(_ name: TopicName) -> Bool {
        let bytes = Array(name.string.utf8)
        let startsWithWildcard = levels[0] == [TopicRules.plus] || levels[0] == [TopicRules.hash]
        if bytes.first == TopicRules.dollar, startsWithWildcard { return false }
        var rest = bytes[...]
        for (index, level) in levels.enumerated() {
            if level == [TopicRules.hash] { return true }
            let end = rest.firstIndex(of: TopicRules.slash) ?? rest.endIndex
            guard level == [TopicRules.plus] || rest[..<end].elementsEqual(level) else { return false }
            let isLastLevelOfName = end == rest.endIndex
            if index == levels.count - 1 { return isLastLevelOfName }
            if isLastLevelOfName { return index == levels.count - 2 && levels[index + 1] == [TopicRules.hash] }
            rest = rest[(end + 1)...]
        }
        return false
    }

    /// The filter itself.
    public var description: String { string }

    private static func shareGroup(of levels: [[UInt8]]) throws(MQTTError) -> String {
        guard levels.count >= 3, !levels[1].isEmpty, levels.count > 3 || !levels[2].isEmpty else {
            throw MQTTError(.invalidFilter, "shared subscription lacks its group or its filter")
        }
        guard !levels[1].contains(TopicRules.plus), !levels[1].contains(TopicRules.hash) else {
            throw MQTTError(.invalidFilter, "share group contains a wildcard")
        }
        return String(decoding: levels[1], as: UTF8.self)
    }

    private static func checkWildcards(_ levels: [[UInt8]]) throws(MQTTError) {
        for (index, level) in levels.enumerated() where level.count > 1 || index < levels.count - 1 {
            guard !level.contains(TopicRules.hash) else {
                throw MQTTError(.invalidFilter, "# is not the whole last level of the topic filter")
            }
            guard level.count == 1 || !level.contains(TopicRules.plus) else {
                throw MQTTError(.invalidFilter, "+ is not a whole level of the topic filter")
            }
        }
    }
}
