import CallControl
import CallSignaling
public import FoundationEssentials

/// A message to an endpoint: the same bytes and the same id however often it is sent.
public struct WebhookMessage: Sendable, Hashable {
    /// Names what it tells of; a receiver that has seen it before has it twice.
    public let id: String
    /// JSON, UTF-8.
    public let body: [UInt8]

    /// A message.
    public init(id: String, body: [UInt8]) {
        self.id = id
        self.body = body
    }

    /// A message by which somebody tries `endpoint` out.
    static func test(of endpoint: WebhookEndpoint, at now: Date) -> WebhookMessage {
        let id = "evt_test_" + UUID().uuidString.lowercased()
        var json = JSONText()
        json.add("church_id", endpoint.churchID.rawValue)
        json.add("created_at", Timestamp(now).text)
        json.add("id", id)
        json.add("type", WebhookEventType.test.rawValue)
        return WebhookMessage(id: id, body: json.bytes)
    }

    /// The header fields that go with it when it is sent at `date`, signed with each of `secrets`.
    public func headers(signedWith secrets: [WebhookSecret], at date: Date) -> [(name: String, value: String)] {
        let timestamp = Int(date.timeIntervalSince1970.rounded(.down))
        return [
            ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", "\(timestamp)"),
            ("webhook-signature", secrets.map { $0.signature(id: id, timestamp: timestamp, body: body) }.joined(separator: " ")),
        ]
    }
}
