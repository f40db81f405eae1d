import FoundationEssentials

/// A signed token (RFC 7515, 7.1).
struct JSONWebToken<Claims: Encodable & Sendable>: Sendable {
    /// The head, as vendors want it: algorithm, and the name of the key.
    struct Header: Encodable {
        let alg: String
        let kid: String
        let typ = "JWT"
    }

    let algorithm: String
    let keyID: String
    let claims: Claims

    /// The text, signed by `sign`.
    func signed(_ sign: (Data) throws -> Data) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = try encoder.encode(Header(alg: algorithm, kid: keyID)).base64URL
        let text = "\(header).\(try encoder.encode(claims).base64URL)"
        return "\(text).\(try sign(Data(text.utf8)).base64URL)"
    }
}
