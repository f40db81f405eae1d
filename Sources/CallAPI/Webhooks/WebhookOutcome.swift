/// What came of sending a message once.
public enum WebhookOutcome: Sendable, Hashable {
    /// The receiver answered with this status; seconds after which it wants to be asked again, where it says so.
    case answered(Int, retryAfter: Double? = nil)
    /// There was no answer.
    case failed(Failure)

    /// Why there was no answer.
    public enum Failure: String, Sendable, Hashable, CaseIterable {
        /// The host's name has no address.
        case unknownHost = "unknown_host"
        /// The host has no address that may be connected to.
        case forbiddenAddress = "forbidden_address"
        /// No connection came about, or it was lost.
        case connection
        /// The receiver's certificate is of no use, or it speaks no TLS.
        case tls
        /// The receiver was not done in time.
        case late
        /// The secret cannot be opened: the key that it was encrypted with is not known.
        case unreadableSecret = "unreadable_secret"
        /// The address is not allowed, by the settings as they are now.
        case forbiddenURL = "forbidden_url"
    }

    /// Whether the receiver has it.
    public var isDelivered: Bool { if case .answered(200...299, _) = self { true } else { false } }

    /// Whether the receiver wants nothing more, ever.
    public var isGone: Bool { if case .answered(410, _) = self { true } else { false } }

    /// For people.
    public var text: String {
        switch self {
        case .answered(let status, _): "status \(status)"
        case .failed(let failure): failure.rawValue
        }
    }
}
