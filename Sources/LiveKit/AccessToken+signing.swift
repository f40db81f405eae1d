import FoundationEssentials
import JWTKit

extension AccessToken {
    /// The token as the phone gets it: a JWT signed with HS256. The same inputs give the same claims; no clock, no network.
    public func signed(with credentials: LiveKitCredentials) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: credentials.signingKey), digestAlgorithm: .sha256)
        return try await keys.sign(AccessTokenClaims(self, issuer: credentials.apiKey))
    }
}

extension LiveKitCredentials {
    /// The secret's bytes, filled up with zeros to the digest's length. HMAC itself pads short keys with zeros (RFC 2104, 2), so the
    /// signature is the same; JWTKit merely refuses a shorter key.
    var signingKey: [UInt8] {
        let bytes = Array(apiSecret.utf8)
        return bytes + Array(repeating: 0, count: max(0, 32 - bytes.count))
    }
}
