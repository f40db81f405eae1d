/// What a token must say beside a signature that is right.
public struct TokenRules: Sendable, Hashable {
    /// Issuers (`iss`) that are accepted; empty accepts all.
    public var issuers: [String]
    /// Audiences of which a token must name one (`aud`); empty accepts all.
    public var audiences: [String]
    /// By how many seconds the issuer's clock may differ, at a token's beginning and at its end.
    public var leeway: Double

    /// Rules; the defaults are the product's.
    public init(issuers: [String] = [], audiences: [String] = [], leeway: Double = 5) {
        self.issuers = issuers
        self.audiences = audiences
        self.leeway = leeway
    }
}
