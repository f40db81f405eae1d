/// How a TLS connection to the broker is secured. TLS 1.2 is the oldest version accepted.
public struct TLSOptions: Sendable, Equatable {
    /// Whom the client trusts to sign the broker's certificate.
    public enum Trust: Sendable, Equatable {
        /// The certificates the operating system trusts.
        case system
        /// A PEM file of CA certificates.
        case file(String)
        /// A folder of CA certificates with hashed names (`openssl rehash`).
        case directory(String)
    }

    /// Whom the client trusts.
    public var trust: Trust
    /// PEM file of the client's certificate chain, for brokers that ask for one.
    public var certificateFile: String?
    /// PEM file of the client's private key, not encrypted.
    public var privateKeyFile: String?
    /// Whether the certificate must name the host the client connects to. Off only for tests.
    public var verifiesServerName: Bool

    /// TLS that trusts `trust` and checks the server's name.
    public init(trust: Trust, certificateFile: String? = nil, privateKeyFile: String? = nil, verifiesServerName: Bool = true) {
        self.trust = trust
        self.certificateFile = certificateFile
        self.privateKeyFile = privateKeyFile
        self.verifiesServerName = verifiesServerName
    }
}
