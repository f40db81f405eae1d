import Foundation

/// Decides by the claim `acl` of a token as EMQX 5 is documented to, and as its `emqx_authz_rule` and `emqx_topic` are written. It is no EMQX, and knows
/// nothing of how the claim was made.
struct RuleEvaluator {
    enum Outcome: Equatable {
        case allow, deny
        /// No rule is about it: other authorizers are asked.
        case open
    }

    let acl: JSONValue
    let username: String
    let clientID: String

    /// What becomes of a publish or subscribe.
    func outcome(_ action: String, _ topic: String, retain: Bool = false) -> Outcome {
        switch acl {
        case .list(let rules):
            let first = rules.first { matches($0, action, topic, retain: retain) }
            return first.map { $0["permission"]?.text == "allow" ? .allow : .deny } ?? .open
        case .object(let lists):
            let names = [action == "publish" ? "pub" : "sub", "all"]
            let filters = names.flatMap { name -> [String] in
                if case .list(let items)? = lists[name] { items.compactMap(\.text) } else { [] }
            }
            return filters.contains { isMatch(topic, $0) } ? .allow : .deny
        default: return .open
        }
    }

    private func matches(_ rule: JSONValue, _ action: String, _ topic: String, retain: Bool) -> Bool {
        guard let wanted = rule["action"]?.text, let filter = rule["topic"]?.text else { return false }
        guard wanted == "all" || wanted == action else { return false }
        if action == "publish", case .flag(let wantedRetain)? = rule["retain"], wantedRetain != retain { return false }
        return isMatch(topic, filter)
    }

    private func isMatch(_ topic: String, _ filter: String) -> Bool {
        if filter.hasPrefix("eq ") { return topic == filter.dropFirst(3) }
        let plain = filter.replacingOccurrences(of: "${username}", with: username).replacingOccurrences(of: "${clientid}", with: clientID)
        return isMatch(words(topic)[...], words(plain)[...])
    }

    private func words(_ text: String) -> [Substring] { text.split(separator: "/", omittingEmptySubsequences: false) }

    /// `emqx_topic:match/2` on words: `+` stands for any word, also for `#` of somebody's filter.
    private func isMatch(_ topic: ArraySlice<Substring>, _ filter: ArraySlice<Substring>) -> Bool {
        if filter.count == 1, filter.first == "#" { return true }
        guard let wanted = filter.first, let word = topic.first else { return topic.isEmpty && filter.isEmpty }
        return (wanted == "+" || wanted == word) && isMatch(topic.dropFirst(), filter.dropFirst())
    }
}
