extension APIRoute {
    /// What a caller must show.
    public enum Credential: Sendable, Hashable {
        /// Nothing.
        case none
        /// A bearer token.
        case token
        /// The secret of brokers.
        case brokerSecret
        /// The media server's signature of the body.
        case mediaSignature
    }

    /// What a caller of this route must show.
    public var credential: Credential {
        switch self {
        case .health, .readiness: .none
        case .brokerAuth, .brokerACL: .brokerSecret
        case .mediaEvents: .mediaSignature
        default: .token
        }
    }
}
