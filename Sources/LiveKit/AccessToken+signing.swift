import Crypto
import FoundationEssentials

extension AccessToken {
    /// The token as the phone gets it: a JWT signed with HS256 (RFC 7515, 7.1). The same inputs give the same text; no clock, no network.
    public func signed(with credentials: LiveKitCredentials) throws -> String {
        let claims = try JSONEncoder.sorted.encode(AccessTokenClaims(self, issuer: credentials.apiKey))
        let signed = "\(Self.header).\(claims.base64URL)"
        return "\(signed).\(credentials.signature(of: signed).base64URL)"
    }

    private static let header = Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8).base64URL
}

extension LiveKitCredentials {
    fileprivate func signature(of text: String) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: Data(apiSecret.utf8))))
    }
}

extension JSONEncoder {
    fileprivate static let sorted: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}

extension Data {
    /// Base64url without padding (RFC 7515, 2).
    fileprivate var base64URL: String {
        let bytes = base64EncodedData().lazy.filter { $0 != UInt8(ascii: "=") }.map { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        return String(decoding: Array(bytes), as: UTF8.self)
    }
}
