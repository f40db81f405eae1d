import Foundation
import NIOSSL

/// Where the service is reached.
struct ServiceAddress: Sendable {
    let host: String
    let port: Int
    let isSecure: Bool
    /// What comes before the paths of the API.
    let path: String

    /// An address from an `http` or `https` URL; nil for anything else.
    init?(_ text: String) {
        guard let url = URL(string: text), let host = url.host(), url.scheme == "http" || url.scheme == "https" else { return nil }
        isSecure = url.scheme == "https"
        self.host = host
        port = url.port ?? (isSecure ? 443 : 80)
        path = url.path().hasSuffix("/") ? String(url.path().dropLast()) : url.path()
    }

    /// Field `Host`.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The name that the certificate must have; nil for addresses in numbers, which SNI does not take (RFC 6066, 3).
    var serverName: String? { host.contains(":") || host.allSatisfy({ $0.isNumber || $0 == "." }) ? nil : host }

    /// TLS as a client with the system's authorities.
    func tlsContext() throws -> NIOSSLContext { try NIOSSLContext(configuration: .makeClientConfiguration()) }
}
