import CallSignaling
import FoundationEssentials

/// The claims that matter to us (CONTRACT, *Who is calling*). Times are seconds since 1970 (RFC 7519, 2).
struct TokenClaims: Decodable {
    /// The last moment that is told apart: the end of the year 9999.
    static let endOfTime = 253_402_300_799.0
    /// What tokens are called that we make for brokers (`POST /api/broker-token`), and that are good nowhere else.
    static let brokerType = "broker"

    let sub: String?
    let role: String?
    let type: String?
    let name: Unchecked<String>?
    let memberID: String?
    let churchID: String?
    let sessionChurchID: String?
    let jti: String?
    let exp: Double?
    let nbf: Double?
    let iat: Double?
    let iss: Unchecked<String>?
    let aud: Unchecked<Audience>?

    enum CodingKeys: String, CodingKey {
        case sub, role, type, name, jti, exp, nbf, iat, iss, aud
        case memberID = "member_id"
        case churchID = "church_id"
        case sessionChurchID = "session_church_id"
    }

    /// A claim that may be anything as long as nobody asks for it.
    struct Unchecked<Value: Decodable>: Decodable {
        let value: Value?
        init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }  // whoever asks for it finds nothing
    }

    /// One or several (RFC 7519, 4.1.3).
    struct Audience: Decodable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let name = try? container.decode(String.self) {  // else it must be a list
                names = [name]
            } else {
                names = try container.decode([String].self)
            }
        }
    }

    /// The moment the token expires; throws when it has none, or is not valid at `now`. `leeway`, seconds, forgives clocks that differ.
    func expiry(at now: Date, leeway: Double) throws(TokenFailure) -> Date {
        let now = now.timeIntervalSince1970
        guard let exp else { throw .invalid("it never expires") }
        guard exp + leeway > now else { throw .expired }
        if let nbf, nbf > now + leeway { throw .notYetValid }
        if let iat, iat > now + leeway { throw .notYetValid }
        return Self.date(exp)
    }

    /// When it was made.
    var issuedAt: Date? { iat.map(Self.date) }

    private static func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: min(max(seconds, 0), endOfTime)) }

    /// Throws where issuer or audience is not one of those that `rules` asks for.
    func check(_ rules: TokenRules) throws(TokenFailure) {
        guard rules.issuers.isEmpty || iss?.value.map(rules.issuers.contains) ?? false else {
            throw .invalid("its issuer is not accepted")
        }
        guard rules.audiences.isEmpty || aud?.value?.names.contains(where: rules.audiences.contains) ?? false else {
            throw .invalid("it is for another audience")
        }
    }

    /// Whom the claims name.
    func identity() throws(TokenFailure) -> Identity {
        guard type != Self.brokerType else { throw .invalid("it is for the broker alone") }
        guard let subject = Self.given(memberID) ?? Self.given(sub) else { throw .invalid("it names nobody") }
        guard let member = MemberID(validating: subject) else { throw .invalid("it names nobody that could exist") }
        guard let role = role.flatMap(Role.init(rawValue:)), role != .service else { throw .forbiddenRole }
        guard role != .member || (type ?? "member") == "member", type != "refresh" else { throw .invalid("it is for something else") }
        guard let tenant = tenant(of: role) else { throw .missingTenant }
        guard let church = ChurchID(validating: tenant) else { throw .invalid("it names no church that could exist") }
        return Identity(churchID: church, memberID: member, role: role, displayName: Self.given(name?.value))
    }

    /// The church of the session, else his own; platform administrators belong to none, so they need a session.
    private func tenant(of role: Role) -> String? {
        switch role {
        case .superAdmin: Self.given(sessionChurchID)
        case .member, .staff, .admin: Self.given(sessionChurchID) ?? Self.given(churchID)
        case .service: nil
        }
    }

    private static func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
