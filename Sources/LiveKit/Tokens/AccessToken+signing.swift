import Crypto
import FoundationEssentials

extension AccessToken {
    /// The token as the phone gets it: a JWT signed with HS256 (RFC 7515, 7.1). The same inputs give the same text; no clock, no network.
    public func signed(with credentials: LiveKitCredentials) throws -> String {
        try credentials.signedToken(AccessTokenClaims(self, issuer: credentials.apiKey))
    }
}

extension LiveKitCredentials {
    /// A JWT with these claims.
    func signedToken(_ claims: some Encodable) throws -> String {
        let signed = "\(Self.header).\(try JSONEncoder.sorted.encode(claims).base64URL)"
        return "\(signed).\(Data(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: signingKey)).base64URL)"
    }

    /// The secret, as HMAC takes it.
    var signingKey: SymmetricKey { SymmetricKey(data: Data(apiSecret.utf8)) }

    private static let header = Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8).base64URL
}

extension JSONEncoder {
    /// The same value gives the same text.
    static let sorted: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}
