import NIOCore
import NIOSSL
import Synchronization

/// The certificate that new connections are served with. Safe to use from anywhere.
final class ServingCertificate: Sendable {
    private let pair: Mutex<CertificatePair>

    /// Serves with `pair` until told otherwise.
    init(_ pair: CertificatePair) { self.pair = Mutex(pair) }

    /// The present one. Connections whose handshake is over keep theirs.
    var current: CertificatePair {
        get { pair.withLock { $0 } }
        set { pair.withLock { $0 = newValue } }
    }

    /// How connections are secured: TLS 1.2 or newer, and the certificate that is current at each handshake.
    func configuration(_ options: HTTPSOptions) -> TLSConfiguration {
        let first = current
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: first.chain.map { .certificate($0) }, privateKey: .privateKey(first.key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = options.offersHTTP2 ? ["h2", "http/1.1"] : ["http/1.1"]
        configuration.shutdownTimeout = .seconds(2)
        if let authorities = options.clientAuthorityFile {
            configuration.trustRoots = .file(authorities)
            configuration.certificateVerification = .noHostnameVerification
            configuration.sendCANameList = true
        }
        configuration.sslContextCallback = { _, promise in
            let pair = self.current
            var override = NIOSSLContextConfigurationOverride()
            override.certificateChain = pair.chain.map { .certificate($0) }
            override.privateKey = .privateKey(pair.key)
            promise.succeed(override)
        }
        return configuration
    }
}
