import HTTPTypes

/// Which web apps of other origins may read the answers (Fetch standard, *CORS protocol*).
public struct CrossOriginRules: Hashable, Sendable {
    private let origins: Set<String>
    private let allowsAll: Bool

    /// Allows `origins`, such as `https://app.example.org`; `*` allows all.
    public init(_ origins: [String]) {
        self.origins = Set(origins.map { $0.lowercased() })  // as browsers write them (RFC 6454, 6.2)
        allowsAll = origins.contains("*")
    }

    /// Whether `origin` may read.
    func allows(_ origin: String) -> Bool { allowsAll || origins.contains(origin) }

    /// Adds to the fields of an answer who may read it, besides its asker's own origin; `origin` is the request's, where it named one.
    func add(to fields: inout HTTPFields, for origin: String) {
        if !allowsAll { fields[.vary] = fields[.vary].map { "\($0), Origin" } ?? "Origin" }
        guard allows(origin) else { return }
        fields[.accessControlAllowOrigin] = allowsAll ? "*" : origin
        fields[.accessControlExposeHeaders] = "ETag, Retry-After, WWW-Authenticate, X-Request-ID"
    }
}
