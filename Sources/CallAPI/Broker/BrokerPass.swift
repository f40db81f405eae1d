import CallSignaling
import FoundationEssentials
import TokenVerification
import TopicAccess

/// Who was let in at the broker, sealed: the broker keeps it with the connection and sends it along with each question about a topic.
///
/// So any instance can answer, without having seen the login, and nothing else that lets somebody in at the broker, or that he says of himself
/// there, can pass for it.
struct BrokerPass: Hashable, Codable {
    /// Name of the attribute (`client_attrs`) that it travels in.
    static let attribute = "faithflow"
    /// Longest one that is looked at, bytes.
    static let maximumLength = 4_096

    let churchID: ChurchID
    let memberID: MemberID
    /// When the token ends, seconds since 1970.
    let expiry: Double
    /// When the token was made, where it says so.
    let issuedAt: Double?
    /// The token's id, where it has one.
    let tokenID: String?
    /// Tells which key verified the token: when that is withdrawn, so is the pass.
    let keyMark: String

    enum CodingKeys: String, CodingKey {
        case churchID = "church"
        case memberID = "member"
        case expiry = "exp"
        case issuedAt = "iat"
        case tokenID = "jti"
        case keyMark = "key"
    }

    /// The pass of whoever has `token`, good for as long as that, or until `end`.
    init(_ token: VerifiedToken, until end: Date = .distantFuture) {
        churchID = token.identity.churchID
        memberID = token.identity.memberID
        expiry = min(token.expiry, end).timeIntervalSince1970
        issuedAt = token.issuedAt?.timeIntervalSince1970
        tokenID = token.id
        keyMark = token.keyMark
    }

    /// What `text` seals; nil unless it was sealed with `secret`.
    init?(_ text: String, sealedWith secret: BrokerSecret) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let json = Data(base64Encoded: String(parts[0])), let code = Data(base64Encoded: String(parts[1])),
            secret.isCode(code, over: Array(json), for: .pass)
        else { return nil }
        do {
            self = try JSONDecoder().decode(Self.self, from: json)
        } catch {
            return nil
        }
    }

    /// Sealed, as a text.
    func sealed(with secret: BrokerSecret) throws -> String {
        let json = try JSONEncoder().encode(self)
        return "\(json.base64EncodedString()).\(secret.code(over: Array(json), for: .pass).base64EncodedString())"
    }

    /// As whom he acts at the broker.
    var principal: Principal? { Principal(churchID: churchID, memberID: memberID) }
}
