public import FoundationEssentials
import NIOHTTP1

/// Sends notifications by Apple's push service, over HTTP/2. Safe to use from anywhere at once; connections are shared.
///
/// **Lifecycle.** Connects when first used. `shutdown` must be called before it goes.
public final class APNsSender: Sendable {
    private let credentials: APNsCredentials
    private let endpoint: PushEndpoint
    private let transport: PushTransport
    private let token: ProviderToken
    private let now: @Sendable () -> Date

    /// A sender with `credentials`.
    public init(_ credentials: APNsCredentials, endpoint: PushEndpoint = .apns, now: @escaping @Sendable () -> Date = { Date() }) {
        self.credentials = credentials
        self.endpoint = endpoint
        self.now = now
        transport = PushTransport(endpoint, now: now)
        token = ProviderToken(credentials)
    }

    /// Whether `text` has the form of a device token: hexadecimal digits, of a length that Apple leaves open.
    public static func isDeviceToken(_ text: String) -> Bool {
        (2...200).contains(text.utf8.count) && text.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
    }

    /// Sends `notification` to a device. Does not throw: what goes wrong on the way is worth another try.
    public func send(_ notification: APNsNotification, to deviceToken: String) async -> PushResult {
        guard Self.isDeviceToken(deviceToken) else { return .rejected(reason: "not a device token") }
        guard notification.payload.count <= notification.largestPayload else { return .rejected(reason: "payload too large") }
        do {
            let used = try token.text(at: now())
            guard let answer = try await post(notification, to: deviceToken, with: used) else { return .expired }
            guard answer.isOfExpiredToken, token.renew(used, at: now()) else { return answer.apnsResult }
            return try await post(notification, to: deviceToken, with: try token.text(at: now()))?.apnsResult ?? .expired
        } catch {
            return .retry(after: nil, reason: "\(error)")
        }
    }

    private func post(_ notification: APNsNotification, to device: String, with token: String) async throws -> VendorAnswer? {
        var headers: HTTPHeaders = [
            "authorization": "bearer \(token)",
            "apns-push-type": notification.kind.rawValue,
            "apns-topic": notification.topic(of: credentials.bundleID),
            "apns-priority": "\(notification.priority)",
            "apns-expiration": "\(Int(notification.expiresAt.timeIntervalSince1970))",
            "content-type": "application/json",
        ]
        if let id = notification.collapseID, (1...APNsNotification.longestCollapseID).contains(id.utf8.count) {
            headers.add(name: "apns-collapse-id", value: id)
        }
        return try await transport.post(
            notification.payload, to: "\(endpoint.url)/3/device/\(device)", headers: headers, by: notification.expiresAt)
    }

    /// Closes the connections.
    public func shutdown() async { await transport.shutdown() }
}
