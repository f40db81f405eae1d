import NIOCore

/// Why the service could not run, for people.
struct StartFailure: Error, CustomStringConvertible {
    /// What went wrong and what to do.
    let description: String

    /// The failure behind `error`.
    init(_ error: any Error, http: HTTPOptions) {
        let text = "\(error)"
        if text.contains("Address already in use") {
            description = "port \(http.port) of \(http.host) is in use; set HTTP_PORT to a free one, or stop the other process"
        } else if text.contains("Permission denied") {
            description = "port \(http.port) of \(http.host) may not be used; set HTTP_PORT to 1024 or above"
        } else if text.contains("Cannot assign requested address") || error is SocketAddressError.UnknownHost {
            description = "\(http.host) is no address of this machine; set HTTP_HOST to one, or to 0.0.0.0 or :: for all"
        } else {
            description = text
        }
    }
}
