public import FoundationEssentials
import NIOHTTP1

/// Sends messages by Firebase Cloud Messaging, HTTP v1. Safe to use from anywhere at once; connections and the access token are shared.
///
/// **Lifecycle.** Connects when first used. `shutdown` must be called before it goes.
public final class FCMSender: Sendable {
    private let account: ServiceAccount
    private let endpoint: PushEndpoint
    private let transport: PushTransport
    private let tokens: AccessTokens
    private let now: @Sendable () -> Date

    /// A sender to the apps of the account's project.
    public init(_ account: ServiceAccount, endpoint: PushEndpoint = .fcm, now: @escaping @Sendable () -> Date = { Date() }) {
        self.account = account
        self.endpoint = endpoint
        self.now = now
        transport = PushTransport(endpoint, now: now)
        tokens = AccessTokens(account, transport: transport, now: now)
    }

    /// Sends `message` to a device. Does not throw: what goes wrong on the way is worth another try.
    public func send(_ message: FCMMessage, to deviceToken: String) async -> PushResult {
        guard message.size <= FCMMessage.largestData else { return .rejected(reason: "data too large") }
        do {
            let used = try await tokens.token()
            guard let answer = try await post(message, to: deviceToken, with: used) else { return .expired }
            guard answer.isOfBadAccessToken else { return answer.fcmResult }
            await tokens.discard(used)
            return try await post(message, to: deviceToken, with: try await tokens.token())?.fcmResult ?? .expired
        } catch let failure as ExchangeFailure {
            return failure.result
        } catch {
            return .retry(after: nil, reason: "\(error)")
        }
    }

    /// Has an access token ready, as far as one can be had; what kept it from that, else. Until then `send` would take its time.
    public func prepare() async -> PushResult? {
        do {
            _ = try await tokens.token()
            return nil
        } catch let failure as ExchangeFailure {
            return failure.result
        } catch {
            return .retry(after: nil, reason: "token exchange: \(error)")
        }
    }

    private func post(_ message: FCMMessage, to device: String, with token: String) async throws -> VendorAnswer? {
        try await transport.post(
            try message.body(for: device, at: now()), to: "\(endpoint.url)/v1/projects/\(account.projectID)/messages:send",
            headers: ["authorization": "Bearer \(token)", "content-type": "application/json"], by: message.expiresAt)
    }

    /// Closes the connections.
    public func shutdown() async { await transport.shutdown() }
}
