import TokenVerification

/// Whose credentials a request has.
enum Sender: Sendable {
    /// Somebody with a token: himself.
    case person(Identity)
    /// A back end with an API key; for whom it acts, the request says.
    case service(APIKey)
}
