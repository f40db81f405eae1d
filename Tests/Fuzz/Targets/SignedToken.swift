import Crypto
import Foundation

/// Tokens signed by hand, so that they may say anything.
enum SignedToken {
    static let secret = "fuzzing-secret-fuzzing-secret-fuzzing"

    /// Header and payload as they are, and an HS256 signature over them.
    static func make(header: String = #"{"alg":"HS256","typ":"JWT"}"#, payload: String) -> String {
        let signed = "\(base64URL(Data(header.utf8))).\(base64URL(Data(payload.utf8)))"
        let signature = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return "\(signed).\(base64URL(Data(signature)))"
    }

    /// A member's token, good for an hour.
    static func member(_ name: String, in church: String = "grace") -> String {
        let expiry = Int(Date().timeIntervalSince1970) + 86_400
        return make(payload: #"{"sub":"\#(name)","role":"member","type":"member","session_church_id":"\#(church)","exp":\#(expiry)}"#)
    }

    /// Whether the last part of `token` is the secret's signature over the first two.
    static func isGenuine(_ token: String) -> Bool {
        guard let end = token.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
        let signature = HMAC<SHA256>.authenticationCode(for: Data(token.utf8[..<end]), using: SymmetricKey(data: Data(secret.utf8)))
        let text = token.utf8[token.utf8.index(after: end)...]
        // Unused bits of the last character count for nothing (RFC 4648, 3.5), so the bytes are compared.
        let padded = String(decoding: text, as: UTF8.self).replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4)) == Data(signature)
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
