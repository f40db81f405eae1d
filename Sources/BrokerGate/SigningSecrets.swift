import FoundationEssentials

/// Reads the file of signing secrets: one a line. While a secret is replaced both stand in it.
enum SigningSecrets {
    /// Shortest secret, bytes (RFC 7518, 3.2).
    static let minimumLength = 32
    /// Most bytes of the file that are looked at.
    static let maximumFileSize = 65_536

    /// The secrets in the file at `path`, at least one.
    static func read(_ path: String) throws(GateFailure) -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else { throw GateFailure("the secret file \(path) cannot be read") }
        guard data.count <= maximumFileSize, let text = String(validating: data, as: UTF8.self) else {
            throw GateFailure("the secret file \(path) is not a short text")
        }
        let secrets = text.split(whereSeparator: \.isNewline).map(String.init)
        guard !secrets.isEmpty else { throw GateFailure("the secret file \(path) is empty") }
        guard secrets.allSatisfy({ $0.utf8.count >= minimumLength }) else {
            throw GateFailure("the secret file \(path) has a secret of less than \(minimumLength) bytes")
        }
        return secrets
    }
}
