import FoundationEssentials

/// A token taken apart (RFC 7515, 7.1), and what matters of its header (4.1), before anything is verified.
///
/// Nothing of it is left to JWTKit: its `JWTHeader` (5.7.1) traps on a number beyond `Int` in any header field, which anybody could send.
struct TokenParts {
    let header: TokenHeader
    let payload: Data
    let signature: Data
    /// What the signature is over.
    let signed: Data

    /// Nil unless `token` has three parts of base64url, the first of which is a header.
    init?(_ token: String) {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let json = Data(base64URL: parts[0]), let payload = Data(base64URL: parts[1]),
            let signature = Data(base64URL: parts[2])
        else { return nil }
        do {
            header = try JSONDecoder().decode(TokenHeader.self, from: json)
        } catch {
            return nil
        }
        self.payload = payload
        self.signature = signature
        signed = Data(token.utf8.prefix(parts[0].count + 1 + parts[1].count))
    }
}

/// What matters of a token's header.
struct TokenHeader: Decodable {
    /// `alg`, as it is written there.
    let algorithm: String
    /// `kid`.
    let keyName: String?
    /// Whether the bearer insists on extensions of the standard.
    let hasExtensions: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        algorithm = try container.decode(String.self, forKey: .algorithm)
        keyName = try container.decodeIfPresent(String.self, forKey: .keyName)
        hasExtensions = container.contains(.extensions)
    }

    private enum CodingKeys: String, CodingKey {
        case algorithm = "alg"
        case keyName = "kid"
        case extensions = "crit"
    }
}
