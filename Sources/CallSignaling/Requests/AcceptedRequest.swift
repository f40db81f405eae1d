public import FoundationEssentials

/// A named request that made or changed a call, as the call remembers it.
public struct AcceptedRequest: Hashable, Sendable, Codable {
    /// Its name, as its sender chose it.
    public let key: String
    /// Who sent it.
    public let by: MemberID
    /// What was asked; see `KeyedRequest`.
    public let fingerprint: String
    /// When it was done.
    public let at: Date
    /// Whether it asked for a new call.
    public let isCreation: Bool

    /// Seconds for which a request is remembered; afterwards its key is free again.
    public static let lifetime: TimeInterval = 86_400

    enum CodingKeys: String, CodingKey {
        case key, by, fingerprint, at
        case isCreation = "is_create"
    }

    /// Whether its time is over at `now`.
    public func isExpired(at now: Date) -> Bool { at < now.addingTimeInterval(-Self.lifetime) }

    /// Whether it has this name.
    public func has(_ key: RequestKey) -> Bool { self.key == key.text && by == key.member }
}
