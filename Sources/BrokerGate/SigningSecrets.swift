import FoundationEssentials
import TokenVerification

/// Reads the file of signing secrets: one a line. While a secret is replaced both stand in it.
enum SigningSecrets {
    /// Most bytes of the file that are looked at.
    static let maximumFileSize = 65_536

    /// The keys in the bytes of the file at `path`, at least one.
    static func keys(in data: Data, _ path: String) throws(GateFailure) -> [VerificationKey] {
        guard data.count <= maximumFileSize, let text = String(validating: data, as: UTF8.self) else {
            throw GateFailure("the secret file \(path) is not a short text")
        }
        var keys: [VerificationKey] = []
        for line in text.split(whereSeparator: \.isNewline) {
            do throws(KeyProblem) {
                keys.append(try VerificationKey(secret: String(line)))
            } catch {
                throw GateFailure("the secret file \(path) has \(error)")
            }
        }
        guard !keys.isEmpty else { throw GateFailure("the secret file \(path) is empty") }
        return keys
    }
}
