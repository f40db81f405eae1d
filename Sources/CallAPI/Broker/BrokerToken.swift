import CallSignaling
import FoundationEssentials
import TopicAccess

/// A token for a broker that verifies tokens itself: a JWT signed with HS256, whose claim `acl` says what its bearer may do (EMQX).
///
/// It does not say when it was made: EMQX refuses what its own clock has not reached. It is good for nothing else: its secret is another, it names no
/// role and no church, and its `type` and `aud` are for brokers.
struct BrokerToken: Encodable {
    /// Longest life, seconds. Topics are granted when it is made, so it should not live long.
    static let longestLife = 3_600.0
    /// What it calls itself; `TokenVerification` refuses tokens of this type.
    static let type = "broker"
    /// Whom it is for.
    static let audience = "faithflow-broker"

    let principal: Principal
    let clientID: String
    /// Seconds since 1970.
    let expiry: Int
    let acl: BrokerRights
    /// Sealed, so that the broker may ask `/broker/acl` about what the rights leave open.
    let pass: String?

    private enum CodingKeys: String, CodingKey {
        case sub, username, clientid, type, aud, exp, acl
        case attributes = "client_attrs"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(principal.memberID.rawValue, forKey: .sub)
        try container.encode(principal.memberID.rawValue, forKey: .username)
        try container.encode(clientID, forKey: .clientid)
        try container.encode(Self.type, forKey: .type)
        try container.encode(Self.audience, forKey: .aud)
        try container.encode(expiry, forKey: .exp)
        try container.encode(acl, forKey: .acl)
        try container.encodeIfPresent(pass.map { [BrokerPass.attribute: $0] }, forKey: .attributes)
    }

    /// As sent.
    func signed(with secret: BrokerSecret) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let payload = try encoder.encode(self)
        let text = [Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8), payload].map(Self.base64URL).joined(separator: ".")
        return "\(text).\(Self.base64URL(secret.signature(over: text)))"
    }

    /// Without padding (RFC 7515, 2).
    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
