import FoundationEssentials

/// The body of an answer that is no success.
struct TwirpFailure: Decodable {
    let code: String
    let msg: String?

    /// What went wrong, by the body; where that says nothing, as when something between has answered, by the status (Twirp, *HTTP Errors from Intermediary Proxies*).
    static func read(_ body: Data, status: Int) -> LiveKitError {
        if let failure = try? JSONDecoder().decode(Self.self, from: body) {  // not from the server itself
            return LiveKitError(LiveKitError.Code(rawValue: failure.code) ?? .unknown, failure.msg ?? "")
        }
        let code: LiveKitError.Code =
            switch status {
            case 401: .unauthenticated
            case 403: .permissionDenied
            case 404: .badRoute
            case 429, 502, 503, 504: .unavailable
            case 300..<400, 400: .internalError
            default: .unknown
            }
        return LiveKitError(code, "status \(status)")
    }
}
