import CallSignaling
public import FoundationEssentials

/// Keys in a file, for a broker that asks no database: JSON without secrets, but with their hashes.
public struct APIKeyFile: Codable, Sendable {
    private struct Entry: Codable {
        let id: String
        let name: String
        let secretHash: String
        let churches: [String]
        let actions: [String]
        let createdAt: Date
        let expiresAt: Date?

        enum CodingKeys: String, CodingKey {
            case id, name, churches, actions
            case secretHash = "secret_sha256"
            case createdAt = "created_at"
            case expiresAt = "expires_at"
        }
    }

    private let version: Int
    private let entries: [Entry]

    private enum CodingKeys: String, CodingKey {
        case version
        case entries = "keys"
    }

    /// A file of those of `keys` that were not revoked.
    public init(_ keys: [APIKey]) {
        version = 1
        entries = keys.filter { $0.revokedAt == nil }.map { key in
            Entry(
                id: key.id.rawValue, name: key.name, secretHash: key.hash.text, churches: key.scope.texts,
                actions: key.actions.map(\.rawValue).sorted(), createdAt: key.createdAt, expiresAt: key.expiresAt)
        }
    }

    /// What a file says. Throws where it is no such file.
    public init(reading data: Data) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        self = try decoder.decode(Self.self, from: data)
    }

    /// The file's content.
    public func data() throws -> Data {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(self)
    }

    /// The keys in it; nil where one is none, for then none may count. Actions that this version does not know are left out.
    public var keys: [APIKey]? {
        let keys = entries.compactMap { entry -> APIKey? in
            guard let id = APIKeyID(validating: entry.id), let hash = SecretHash(text: entry.secretHash),
                let scope = ChurchScope(texts: entry.churches)
            else { return nil }
            return APIKey(
                id: id, name: entry.name, hash: hash, scope: scope, actions: Set(entry.actions.compactMap(APIAction.init(rawValue:))),
                createdAt: entry.createdAt, expiresAt: entry.expiresAt)
        }
        return version == 1 && keys.count == entries.count ? keys : nil
    }
}
