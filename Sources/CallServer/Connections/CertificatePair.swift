import FoundationEssentials
import NIOSSL

/// A certificate and its key, read from files and found to belong together.
struct CertificatePair: Sendable {
    /// How long before its end somebody should be told.
    static let warningDays = 14

    /// What the files hold.
    let files: CertificateFiles
    /// The certificate, then those that vouch for it.
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey

    /// Reads the files of `options`. Throws when they cannot be used; blocks for as long as the file system takes.
    init(_ options: HTTPSOptions) throws(CertificateFailure) {
        try self.init(CertificateFiles(options))
        if let authorities = options.clientAuthorityFile {
            _ = try Self.trying("HTTP_TLS_CLIENT_CA", "holds no certificate that can be read") {
                try NIOSSLCertificate.fromPEMFile(authorities)
            }
        }
    }

    /// The pair that `files` hold. Throws when it is none.
    init(_ files: CertificateFiles) throws(CertificateFailure) {
        self.files = files
        chain = try Self.trying("HTTP_TLS_CERT", "holds no certificate that can be read") {
            try NIOSSLCertificate.fromPEMBytes(files.certificate)
        }
        key = try Self.trying("HTTP_TLS_KEY", "holds no key that can be read; an encrypted one cannot") {
            try NIOSSLPrivateKey(bytes: files.key, format: .pem)
        }
        let (chain, key) = (chain, key)
        _ = try Self.trying("HTTP_TLS_KEY", "is not the key of HTTP_TLS_CERT's first certificate") {
            try NIOSSLContext(
                configuration: .makeServerConfiguration(certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        }
    }

    /// When the first of its certificates ends.
    var expiry: Date { Date(timeIntervalSince1970: Double(chain.map(\.notValidAfter).min() ?? 0)) }

    /// Whole days until then; negative when it has ended.
    func daysLeft(at now: Date) -> Int { Int((expiry.timeIntervalSince(now) / 86_400).rounded(.down)) }

    private static func trying<Value>(_ setting: String, _ found: String, _ body: () throws -> Value) throws(CertificateFailure) -> Value {
        do {
            return try body()
        } catch {
            throw CertificateFailure(setting: setting, found: found)  // the library's own words name lines of its source
        }
    }
}

/// Content of the two files, to tell whether they have changed.
struct CertificateFiles: Sendable, Equatable {
    let certificate: [UInt8]
    let key: [UInt8]

    /// Reads the files of `options`. Throws when one cannot be read.
    init(_ options: HTTPSOptions) throws(CertificateFailure) {
        certificate = try Self.read(options.certificateFile, "HTTP_TLS_CERT")
        key = try Self.read(options.keyFile, "HTTP_TLS_KEY")
    }

    private static func read(_ path: String, _ setting: String) throws(CertificateFailure) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw CertificateFailure(setting: setting, found: "cannot be read")
        }
    }
}

/// Why a certificate and its key are of no use. Never holds anything of the key.
struct CertificateFailure: Error, Hashable, CustomStringConvertible {
    /// The setting at fault.
    let setting: String
    /// What was found.
    let found: String
    /// Whether the log has it.
    var isTold = false
    /// What to do.
    let remedy = "name PEM files of a certificate, with those that vouch for it behind it, and of its key"

    /// In one line.
    var description: String { "\(setting) \(found)" }

    /// The same, and the log has it.
    var told: Self { CertificateFailure(setting: setting, found: found, isTold: true) }
}
