/// What Google's statuses mean (firebase.google.com, *FCM error codes*).
extension VendorAnswer {
    /// How long to wait at least where Google's quota is used up and it does not say how long, seconds.
    private static let quotaPause = 60.0

    private struct Failure: Decodable {
        struct Detail: Decodable {
            let errorCode: String?
        }

        struct Content: Decodable {
            let status: String?
            let details: [Detail]?
        }

        let error: Content

        /// The code of FCM itself, else that of Google's interfaces in general.
        var code: String? { error.details?.lazy.compactMap(\.errorCode).first ?? error.status }
    }

    private var code: String? { decoded(as: Failure.self)?.code }

    /// Whether the access token was refused, and not what it stands for.
    var isOfBadAccessToken: Bool { status == 401 && code != "THIRD_PARTY_AUTH_ERROR" }

    /// The result of a request to FCM.
    ///
    /// A bad token is `INVALID_ARGUMENT`, as is much else that is wrong: tokens are not forgotten for it.
    var fcmResult: PushResult {
        let code = code
        switch (status, code) {
        case (404, "UNREGISTERED"): return .tokenDead(since: nil)
        case (429, _): return .retry(after: retryAfter ?? Self.quotaPause, reason: reason(code))
        default: return result(code)
        }
    }
}
