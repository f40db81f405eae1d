/// Whether something is allowed at the broker, and if not, why.
public enum AccessDecision: Hashable, Sendable {
    /// It is.
    case allowed
    /// It is not.
    case denied(Denial)

    /// Whether it is allowed.
    public var isAllowed: Bool { self == .allowed }
}

/// Why something is refused at the broker. The raw value is for logs.
public enum Denial: String, Error, Hashable, Sendable, CaseIterable {
    /// The topic is none of ours, or not for members: `$SYS`, shared subscriptions, empty levels, unknown names.
    case unknownTopic = "unknown_topic"
    /// A wildcard where none may stand.
    case wildcard
    /// Another church's topic.
    case foreignChurch = "foreign_church"
    /// Another member's own topic.
    case foreignMember = "foreign_member"
    /// Only the service publishes there.
    case serviceOnly = "service_only"
    /// The payload is longer than `TopicAction.maximumPayload`.
    case tooLong = "too_long"
    /// The connection has subscribed to very many topics already.
    case tooMany = "too_many"
    /// It may not be retained there.
    case retained
    /// It is not the member's own `call_ringing` for this very call.
    case forged
    /// The client id is another's, or reserved.
    case clientID = "client_id"
    /// The user name is not the token's member.
    case userName = "user_name"
    /// There is no token, or it is none of ours.
    case token
    /// The token's time is over.
    case expired
    /// The token, or its key, was withdrawn before its time.
    case revoked
    /// It may be allowed only by what it says, which cannot be seen here.
    case unseen
    /// An account of the broker's own that may not come this way.
    case account
    /// The client has not been let in.
    case stranger
}
