import HTTPTypes

/// Headers that are not in HTTPTypes. Whether a name is legal only the run can tell, hence the optionals.
extension HTTPField.Name {
    /// Names the device a request comes from.
    static let deviceID = Self("X-Device-ID")
    /// Names a request, so that it may be made again.
    static let idempotencyKey = Self("Idempotency-Key")
    /// A back end's key.
    static let apiKey = Self("X-API-Key")
    /// How far a client has heard (WHATWG HTML, *Server-sent events*).
    static let lastEventID = Self("Last-Event-ID")
    /// Whether nginx may gather an answer before it passes it on.
    static let accelBuffering = Self("X-Accel-Buffering")
    /// Names the request an answer belongs to, as in the log.
    static let requestID = Self("X-Request-ID")
    /// Tells a browser what to say about where it comes from (Referrer Policy, W3C).
    static let referrerPolicy = Self("Referrer-Policy")
}

extension HTTPFields {
    /// The value under one of our own names.
    subscript(own name: HTTPField.Name?) -> String? {
        get { name.flatMap { self[$0] } }
        set { if let name { self[name] = newValue } }
    }
}
