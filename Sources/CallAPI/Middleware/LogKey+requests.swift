import CallControl

extension LogKey {
    /// The address that requests come from.
    static let address = "address"
    /// A back end's API key, by the first half of its id.
    static let key = "key"
    /// A request's id, as in its answer's `X-Request-ID`.
    static let request = "request"
    /// A method and a route's path.
    static let route = "route"
    /// An HTTP status.
    static let status = "status"
    /// How long it took, milliseconds.
    static let milliseconds = "ms"
}
