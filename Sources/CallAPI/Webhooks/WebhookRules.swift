import CallControl

/// What an operator allows webhooks.
public struct WebhookRules: Hashable, Sendable {
    /// Longest address, bytes.
    static let longestURL = WebhookEndpoint.longestURL

    /// Whether addresses may be `http`, for receivers on the same machine or network.
    public var isHTTPAllowed: Bool
    /// Which addresses may be connected to.
    public var destinations: DestinationRules
    /// How long a secret that was replaced goes on signing beside the new one, seconds.
    public var secretOverlap: Double

    /// Rules; the defaults are the product's.
    public init(isHTTPAllowed: Bool = false, destinations: DestinationRules = DestinationRules(), secretOverlap: Double = 86_400) {
        self.isHTTPAllowed = isHTTPAllowed
        self.destinations = destinations
        self.secretOverlap = secretOverlap
    }
}
