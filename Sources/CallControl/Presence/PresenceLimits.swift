/// How much presence is remembered, and for how long.
public struct PresenceLimits: Hashable, Sendable {
    /// Seconds after which an app that has said that its member is online, and nothing since, is not believed any more.
    public var expiry: Double
    /// Most members of one church; further ones are not taken note of.
    public var membersPerChurch: Int
    /// Most members of all churches together.
    public var members: Int

    /// Limits; the defaults are the product's.
    public init(expiry: Double = 86_400, membersPerChurch: Int = 10_000, members: Int = 200_000) {
        self.expiry = expiry
        self.membersPerChurch = membersPerChurch
        self.members = members
    }
}
