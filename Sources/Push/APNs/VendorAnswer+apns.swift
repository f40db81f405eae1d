import FoundationEssentials

/// What Apple's statuses mean (developer.apple.com, *Handling notification responses from APNs*).
extension VendorAnswer {
    private struct Failure: Decodable {
        let reason: String
        /// Milliseconds since 1970; with 410 only.
        let timestamp: Double?
    }

    private var failure: Failure? { decoded(as: Failure.self) }

    /// Whether the provider token is too old for Apple.
    var isOfExpiredToken: Bool { status == 403 && failure?.reason == "ExpiredProviderToken" }

    /// The result of a request to APNs.
    ///
    /// `BadDeviceToken` and `DeviceTokenNotForTopic` tell of a sandbox taken for the real thing, or of another app, as often as of a token that is no
    /// good: tokens are not forgotten for it.
    var apnsResult: PushResult {
        guard status != 200 else { return .delivered }
        let failure = failure
        switch (status, failure?.reason) {
        case (410, _): return .tokenDead(since: failure?.timestamp.map { Date(timeIntervalSince1970: $0 / 1_000) })
        case (400, "IdleTimeout"), (403, "ExpiredProviderToken"): return .retry(after: retryAfter, reason: reason(failure?.reason))
        default: return result(failure?.reason)
        }
    }
}
