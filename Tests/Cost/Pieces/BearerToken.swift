import Crypto
import Foundation

/// A member's token, good for an hour.
enum BearerToken {
    static let secret = "a-secret-for-counting-a-secret-for-counting"

    static func make(for member: String) -> String {
        let expiry = Int(Date().timeIntervalSince1970) + 3_600
        let payload = #"{"sub":"\#(member)","role":"member","type":"member","session_church_id":"grace","exp":\#(expiry)}"#
        let signed = "\(base64URL(Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8))).\(base64URL(Data(payload.utf8)))"
        let signature = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return "\(signed).\(base64URL(Data(signature)))"
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
