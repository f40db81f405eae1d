/// How much one may ask for. Each number is a bucket's size, refilled evenly within a minute; 0 limits nothing.
public struct RateLimits: Hashable, Sendable {
    /// Requests of one member.
    public var memberPerMinute: Int
    /// Offers, answers and lots of candidates of one member, which do not count as requests otherwise.
    public var negotiationPerMinute: Int
    /// Times that one member rings another, by a call or by calling him into one.
    public var pairPerMinute: Int
    /// Reports of a member's connection.
    public var qualityPerMinute: Int
    /// Requests with one API key, for whomever.
    public var keyPerMinute: Int
    /// Requests without a good token from one address.
    public var addressPerMinute: Int
    /// Tokens that are none of ours, from one address, until it is locked.
    public var badTokensPerMinute: Int
    /// How long it is locked then, seconds. Good tokens from it go on.
    public var lockSeconds: Double
    /// Most buckets of each kind.
    public var bucketLimit: Int

    /// Limits; the defaults are the product's.
    public init(
        memberPerMinute: Int = 300, pairPerMinute: Int = 20, qualityPerMinute: Int = 30, keyPerMinute: Int = 3_000,
        addressPerMinute: Int = 600, badTokensPerMinute: Int = 100, lockSeconds: Double = 60, bucketLimit: Int = 100_000,
        negotiationPerMinute: Int = 600
    ) {
        self.memberPerMinute = memberPerMinute
        self.pairPerMinute = pairPerMinute
        self.qualityPerMinute = qualityPerMinute
        self.keyPerMinute = keyPerMinute
        self.addressPerMinute = addressPerMinute
        self.badTokensPerMinute = badTokensPerMinute
        self.lockSeconds = lockSeconds
        self.bucketLimit = bucketLimit
        self.negotiationPerMinute = negotiationPerMinute
    }

    /// No limits at all.
    public static let none = RateLimits(
        memberPerMinute: 0, pairPerMinute: 0, qualityPerMinute: 0, keyPerMinute: 0, addressPerMinute: 0, badTokensPerMinute: 0,
        negotiationPerMinute: 0)
}
