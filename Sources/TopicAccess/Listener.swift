public import CallSignaling

/// A back end at the broker: it hears all that is published in its churches, and says nothing (docs/decisions/0022).
public struct Listener: Hashable, Sendable {
    /// Its churches.
    public let scope: ChurchScope

    /// A listener.
    public init(scope: ChurchScope) { self.scope = scope }

    /// Whether it may do `action` with `topic`, a topic's name or, to subscribe and unsubscribe, a filter.
    ///
    /// Below a church of its own anything goes, wildcards too; none may stand for the church, unless all churches are its own.
    public func access(to topic: String, for action: TopicAction) -> AccessDecision {
        if case .publish = action { return .denied(.serviceOnly) }
        let levels = topic.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        guard levels.count == 3, levels[0].utf8.elementsEqual(Topic.root.utf8) else {
            return .denied(topic.utf8.contains(UInt8(ascii: "#")) ? .wildcard : .unknownTopic)
        }
        if levels[1] == "+", action != .receive { return scope == .every ? .allowed : .denied(.wildcard) }
        guard let church = ChurchID(validating: levels[1]) else { return .denied(.unknownTopic) }
        return scope.contains(church) ? .allowed : .denied(.foreignChurch)
    }

    /// Whether a back end may connect as `clientID`: not under an id in the form of apps, or of the service.
    public static func mayConnect(as clientID: String) -> Bool {
        let bytes = clientID.utf8
        guard !bytes.isEmpty, bytes.count <= Principal.maximumClientIDLength, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return false
        }
        return !bytes.starts(with: Principal.appPrefix.utf8) && !bytes.starts(with: Principal.servicePrefix.utf8)
    }
}
