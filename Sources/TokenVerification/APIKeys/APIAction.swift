/// What an API key may be good for. The raw values are what operators write, and what is stored.
public enum APIAction: String, Hashable, Sendable, Codable, CaseIterable {
    /// Call members.
    case createCalls = "calls:create"
    /// Take part in a call: answer, end, mute, call others in, get a media token.
    case actOnCalls = "calls:act"
    /// See calls a member takes or took part in.
    case readCalls = "calls:read"
    /// See a member's history and sums.
    case readHistory = "history:read"
    /// See whom a member has blocked, and whether he is to be disturbed.
    case readPreferences = "preferences:read"
    /// Change that.
    case writePreferences = "preferences:write"
    /// Hear, at the broker, what is published in the churches of the key.
    case readSignals = "signals:read"
}
