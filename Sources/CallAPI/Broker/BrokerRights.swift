import TopicAccess

/// What somebody may do, as EMQX reads it in a token (*Access Control List*, EMQX 5).
///
/// Topics are written with `eq`, so that they match nothing but themselves, and no member's id can be taken for a placeholder.
enum BrokerRights: Encodable, Hashable {
    /// Tried one after the other, the first that matches decides: EMQX 5.5 and later.
    case rules([Rule])
    /// Whatever is not listed is refused: older ones.
    case lists(publish: [String], subscribe: [String])

    struct Rule: Encodable, Hashable {
        enum Permission: String, Encodable {
            case allow, deny
        }

        let permission: Permission
        let action: String
        let topic: String
        /// Which messages a rule about publishing is for; nil for all.
        var retain: Bool?
    }

    private enum ListKeys: String, CodingKey {
        case pub, sub
    }

    /// Rules for `grants`. What they leave open is refused, unless the broker will ask somebody else.
    static func rules(_ grants: [TopicGrant], isRestRefused: Bool) -> BrokerRights {
        var rules: [Rule] = []
        for grant in grants {
            if grant.filter.hasSuffix("/+") {
                // A rule for any one level matches a subscription to all levels too (emqx_topic:match/2), so that is refused before.
                rules.append(Rule(permission: .deny, action: "subscribe", topic: "eq \(grant.filter.dropLast())#"))
                rules.append(Rule(permission: .allow, action: grant.action.rawValue, topic: grant.filter))
            } else {
                let retain: Bool? = grant.action == .publish && !grant.mayRetain ? false : nil
                rules.append(Rule(permission: .allow, action: grant.action.rawValue, topic: "eq \(grant.filter)", retain: retain))
            }
        }
        if isRestRefused { rules.append(Rule(permission: .deny, action: "all", topic: "#")) }
        return .rules(rules)
    }

    /// Lists for `grants`. They cannot tell what is retained, so what must not be is left out.
    static func lists(_ grants: [TopicGrant]) -> BrokerRights {
        let topics = { (action: TopicGrant.Action) in
            grants.filter { $0.action == action && (action == .subscribe || $0.mayRetain) }.map { "eq \($0.filter)" }
        }
        return .lists(publish: topics(.publish), subscribe: topics(.subscribe))
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .rules(let rules): try rules.encode(to: encoder)
        case .lists(let publish, let subscribe):
            var container = encoder.container(keyedBy: ListKeys.self)
            try container.encode(publish, forKey: .pub)
            try container.encode(subscribe, forKey: .sub)
        }
    }
}
