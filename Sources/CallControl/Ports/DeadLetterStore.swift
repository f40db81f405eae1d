public import CallSignaling

/// Where messages are kept that no endpoint took. Each method is atomic for each message.
///
/// Each is kept for 30 days. Throws `DependencyFailure` when the database cannot be reached.
public protocol DeadLetterStore: Sendable {
    /// Creates what the store needs, whatever of it exists already.
    func prepare() async throws

    /// Keeps a message, in place of an earlier copy of it. Where its endpoint has more than `DeadLetters.limit`, the oldest go.
    func keep(_ letter: DeadLetter) async throws

    /// The endpoint's messages, those that were given up first before the others, at most `limit`; of `ids` where they are given.
    func letters(of webhook: WebhookID, in church: ChurchID, ids: [String]?, limit: Int) async throws -> [DeadLetter]

    /// How many messages the endpoint has.
    func count(of webhook: WebhookID, in church: ChurchID) async throws -> Int

    /// Removes these messages of the endpoint.
    func remove(_ ids: [String], of webhook: WebhookID, in church: ChurchID) async throws

    /// Removes all of the endpoint's messages.
    func removeAll(of webhook: WebhookID, in church: ChurchID) async throws
}

/// How much is kept.
public enum DeadLetters {
    /// Most messages of an endpoint.
    public static let limit = 10_000
    /// Seconds that each is kept.
    public static let lifetime = 30 * 86_400
}
