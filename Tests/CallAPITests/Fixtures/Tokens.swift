import CallAPI
import Foundation
import JWTKit

/// Bearer tokens as the main backend makes them.
enum Tokens {
    static let secret = "0123456789abcdef0123456789abcdef"

    struct Claims: JWTPayload {
        let fields: [String: JSONValue]

        init(_ fields: [String: JSONValue]) { self.fields = fields }
        init(from decoder: any Decoder) throws { fields = try decoder.singleValueContainer().decode([String: JSONValue].self) }
        func encode(to encoder: any Encoder) throws { try fields.encode(to: encoder) }
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    /// A token of these claims, valid for an hour unless they say otherwise.
    static func sign(
        _ claims: [String: JSONValue], secret: String = secret, header: JWTHeader = JWTHeader(), expires: Bool = true
    ) async throws -> String {
        let keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        let exp: [String: JSONValue] = expires ? ["exp": .number(Date().timeIntervalSince1970.rounded() + 3_600)] : [:]
        return try await keys.sign(Claims(claims.merging(exp) { own, _ in own }), header: header)
    }

    /// A member's token.
    static func member(_ id: String, of church: String = "grace") async throws -> String {
        try await sign(["sub": .text(id), "role": "member", "type": "member", "session_church_id": .text(church)])
    }

    /// An administrator's token.
    static func admin(_ id: String, of church: String = "grace") async throws -> String {
        try await sign(["sub": .text(id), "role": "admin", "church_id": .text(church)])
    }

    /// Parts put together as a token without a valid signature.
    static func unsigned(header: String, payload: String, signature: String = "") -> String {
        let parts = [header, payload].map { part in
            Data(part.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        return parts.joined(separator: ".") + "." + signature
    }
}
