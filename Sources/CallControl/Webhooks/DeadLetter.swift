public import CallSignaling
public import FoundationEssentials

/// A message that an endpoint did not take as long as it was tried.
public struct DeadLetter: Sendable, Hashable {
    /// The message's id, `webhook-id`.
    public let id: String
    /// The endpoint.
    public let webhookID: WebhookID
    /// Whose it is.
    public let churchID: ChurchID
    /// The call that it tells of.
    public let callID: CallID?
    /// Its place among the messages about that call.
    public let seq: Int
    /// The message, JSON.
    public let body: String
    /// Why it was given up, in a few words.
    public let reason: String
    /// How often it was tried.
    public let attempts: Int
    /// When it was given up.
    public let diedAt: Date

    /// A message that was given up.
    public init(
        id: String, webhookID: WebhookID, churchID: ChurchID, callID: CallID?, seq: Int, body: String, reason: String, attempts: Int,
        diedAt: Date
    ) {
        self.id = id
        self.webhookID = webhookID
        self.churchID = churchID
        self.callID = callID
        self.seq = seq
        self.body = body
        self.reason = reason
        self.attempts = attempts
        self.diedAt = diedAt
    }
}
