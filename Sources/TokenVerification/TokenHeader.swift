import FoundationEssentials

/// What matters of a token's header (RFC 7515, 4.1), before anything is verified.
///
/// JWTKit's own `JWTHeader` is not used for it: version 5.7.1 traps on a number beyond `Int` in any header field, which anybody could send.
struct TokenHeader: Decodable {
    let algorithm: String
    /// Whether the bearer insists on extensions of the standard.
    let hasExtensions: Bool

    /// Nil unless `token` has three parts, the first of which is a header.
    init?(of token: String) {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let json = Self.decode(parts[0]) else { return nil }
        do {
            self = try JSONDecoder().decode(Self.self, from: json)
        } catch {
            return nil
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        algorithm = try container.decode(String.self, forKey: .algorithm)
        hasExtensions = container.contains(.extensions)
    }

    private enum CodingKeys: String, CodingKey {
        case algorithm = "alg"
        case extensions = "crit"
    }

    /// Base64url without padding (RFC 7515, 2).
    private static func decode(_ part: Substring.UTF8View) -> Data? {
        var bytes = part.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
        return Data(base64Encoded: Data(bytes))
    }
}
