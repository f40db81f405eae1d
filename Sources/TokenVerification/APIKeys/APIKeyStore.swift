public import FoundationEssentials

/// Where API keys are kept for all instances. Each method is atomic on its own.
///
/// Every method throws an error of the store's own when it cannot be reached.
public protocol APIKeyStore: Sendable {
    /// Creates what the store needs, whatever of it exists already.
    func prepare() async throws

    /// Stores a new key. Throws `TooManyAPIKeys` beyond `APIKeyRing.limit`.
    func add(_ key: APIKey) async throws

    /// Revokes a key, unless it has been already, and returns it as it is then; nil when there is none of that id.
    func revoke(_ id: APIKeyID, at date: Date) async throws -> APIKey?

    /// Takes note that a key was used at `date`, unless a later use is known. Does nothing where there is no such key.
    func noteUse(of id: APIKeyID, at date: Date) async throws

    /// All keys, also those that have ended, the oldest first; at most `APIKeyRing.limit`.
    func keys() async throws -> [APIKey]
}

/// There are as many API keys as can be had.
public struct TooManyAPIKeys: Error, Sendable, Hashable, CustomStringConvertible {
    /// There are too many.
    public init() {}

    /// How many.
    public var description: String {
        "there are \(APIKeyRing.limit) API keys already; those that have ended go 90 days after their end"
    }
}
