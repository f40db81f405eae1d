import Foundation
import Push
import Synchronization
import TestSupport

/// A clock that a test sets.
final class SettableClock: Sendable {
    private let time = Mutex(Date())

    func now() -> Date { time.withLock { $0 } }

    func set(_ date: Date) { time.withLock { $0 = date } }
}

extension TestVendors {
    /// Runs `body` with a sender to Apple's double.
    func withAPNs<R>(
        timeout: Double = 8, now: @escaping @Sendable () -> Date = { Date() }, isolation: isolated (any Actor)? = #isolation,
        _ body: (APNsSender) async throws -> R
    ) async throws -> R {
        let key = try String(contentsOfFile: appleKeyFile, encoding: .utf8)
        let credentials = try APNsCredentials(
            teamID: Self.apple.team, keyID: Self.apple.key, bundleID: Self.apple.bundle, privateKey: key)
        let sender = APNsSender(credentials, endpoint: endpoint(timeout), now: now)
        return try await ending(sender.shutdown) { try await body(sender) }
    }

    /// Runs `body` with a sender to Google's double.
    func withFCM<R>(isolation: isolated (any Actor)? = #isolation, _ body: (FCMSender) async throws -> R) async throws -> R {
        let account = try ServiceAccount(json: Data(contentsOf: URL(filePath: serviceAccountFile)))
        let sender = FCMSender(account, endpoint: endpoint(8))
        return try await ending(sender.shutdown) { try await body(sender) }
    }

    /// Runs `body` with a sender to Expo's double.
    func withExpo<R>(
        token: String? = TestVendors.expoToken, isolation: isolated (any Actor)? = #isolation, _ body: (ExpoSender) async throws -> R
    ) async throws -> R {
        let sender = ExpoSender(accessToken: token, endpoint: endpoint(8))
        return try await ending(sender.shutdown) { try await body(sender) }
    }

    private func endpoint(_ timeout: Double) -> PushEndpoint { PushEndpoint(url: url, timeout: timeout, authorityFile: authorityFile) }

    private func ending<R>(
        _ shutdown: () async -> Void, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
    ) async throws -> R {
        do {
            let result = try await body()
            await shutdown()
            return result
        } catch {
            await shutdown()
            throw error
        }
    }
}

extension APNsNotification {
    /// One that fits its kind, good for 40 s.
    static func sample(_ kind: Kind, for seconds: Double = 40, collapseID: String? = "c-1") -> APNsNotification {
        let payload =
            switch kind {
            case .voip: #"{"aps":{},"type":"call_invite"}"#
            case .alert: #"{"aps":{"alert":{"title":"Missed call"}}}"#
            case .background: #"{"aps":{"content-available":1}}"#
            }
        return APNsNotification(
            kind: kind, payload: Data(payload.utf8), expiresAt: Date(timeIntervalSinceNow: seconds), collapseID: collapseID)
    }
}
