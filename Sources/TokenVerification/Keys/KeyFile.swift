public import FoundationEssentials

/// A file of public keys in PEM (RFC 7468, 13), such as `openssl pkey -pubout` writes.
///
/// The keys have no `kid`, so they are tried on tokens of any.
public struct KeyFile: Sendable, Hashable {
    static let largest = 1_048_576

    /// Where it is.
    public let path: String

    /// The file at `path`.
    public init(path: String) { self.path = path }

    /// Reads the keys. Throws what is wrong with the first that cannot be used; then none is good. Blocks for as long as reading a small file does.
    public func keys() throws(KeyProblem) -> [VerificationKey] {
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable }
        return try Self.keys(in: data)
    }

    /// The keys in a file's bytes. Throws as `keys()` does.
    public static func keys(in data: Data) throws(KeyProblem) -> [VerificationKey] {
        guard data.count <= largest else { throw .unreadable }
        return try keys(in: String(decoding: data, as: UTF8.self))
    }

    /// The keys of all blocks in `text`, at least one. What stands between blocks is ignored.
    package static func keys(in text: String) throws(KeyProblem) -> [VerificationKey] {
        var keys: [VerificationKey] = []
        var block: (label: Substring, base64: String)?
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmed
            if let label = line.between("-----BEGIN ", "-----") {
                guard block == nil else { throw .malformed }
                block = (label, "")
            } else if let label = line.between("-----END ", "-----") {
                guard let ended = block, ended.label == label else { throw .malformed }
                keys.append(try key(ended.label, ended.base64))
                block = nil
            } else {
                block?.base64 += line
            }
        }
        guard block == nil else { throw .malformed }
        guard !keys.isEmpty else { throw .nothing }
        return keys
    }

    private static func key(_ label: Substring, _ base64: String) throws(KeyProblem) -> VerificationKey {
        if label.hasSuffix("PRIVATE KEY") { throw .privateKey }
        if label.hasSuffix("CERTIFICATE") { throw .certificate }
        guard label == "PUBLIC KEY" else { throw .unsupportedKind }
        guard let der = Data(base64Encoded: base64), let info = PublicKeyInfo(der) else { throw .malformed }
        return try info.key()
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return self[...last].drop(while: \.isWhitespace)
    }

    fileprivate func between(_ start: String, _ end: String) -> Substring? {
        guard hasPrefix(start), hasSuffix(end), count >= start.count + end.count else { return nil }
        return dropFirst(start.count).dropLast(end.count)
    }
}
