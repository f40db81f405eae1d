public import FoundationEssentials

/// A message for an Android app that the app itself handles: data only, and at once even if the phone sleeps.
public struct FCMMessage: Sendable {
    /// Largest sum of keys and values, bytes (firebase.google.com, *FCM error codes*).
    public static let largestData = 4_096
    /// Longest time that Google keeps one, seconds: four weeks.
    private static let longestLife = 2_419_200.0

    /// What the app gets. Google keeps names that begin with `google` or `gcm`, and `from`, for itself.
    public var data: [String: String]
    /// Until when Google keeps trying.
    public var expiresAt: Date
    /// Of those that wait with the same one only the latest is delivered.
    public var collapseKey: String?

    /// A message.
    public init(data: [String: String], expiresAt: Date, collapseKey: String? = nil) {
        self.data = data
        self.expiresAt = expiresAt
        self.collapseKey = collapseKey
    }

    var size: Int { data.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }

    /// The request's body (firebase.google.com, REST resource *projects.messages*).
    func body(for token: String, at now: Date) throws -> Data {
        let life = min(max(0, expiresAt.timeIntervalSince(now)), Self.longestLife)
        let android = Body.Android(priority: "HIGH", ttl: "\(Int(life))s", collapseKey: collapseKey)
        return try JSONEncoder().encode(Body(message: .init(token: token, data: data, android: android)))
    }

    private struct Body: Encodable {
        struct Android: Encodable {
            let priority: String
            let ttl: String
            let collapseKey: String?

            enum CodingKeys: String, CodingKey {
                case priority, ttl
                case collapseKey = "collapse_key"
            }
        }

        struct Message: Encodable {
            let token: String
            let data: [String: String]
            let android: Android
        }

        let message: Message
    }
}
