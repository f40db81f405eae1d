import CallSignaling
import FoundationEssentials
import JWTKit

/// The claims that matter to us (CONTRACT, *Who is calling*). Times are seconds since 1970 (RFC 7519, 2).
struct TokenClaims: JWTPayload {
    var sub: String?
    var role: String?
    var type: String?
    var name: String?
    var memberID: String?
    var churchID: String?
    var sessionChurchID: String?
    var exp: Double?
    var nbf: Double?

    enum CodingKeys: String, CodingKey {
        case sub, role, type, name, exp, nbf
        case memberID = "member_id"
        case churchID = "church_id"
        case sessionChurchID = "session_church_id"
    }

    /// Nothing: `validity(at:leeway:)` and `identity()` tell refusals apart, which one error from here could not.
    func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// The moment the token expires; throws when it has none, or is not valid at `now`. `leeway`, seconds, forgives clocks that differ at issue.
    func expiry(at now: Date, leeway: Double) throws(TokenFailure) -> Date {
        guard let exp else { throw .invalid("it never expires") }
        guard exp > now.timeIntervalSince1970 else { throw .expired }
        if let nbf, nbf > now.timeIntervalSince1970 + leeway { throw .notYetValid }
        return Date(timeIntervalSince1970: exp)
    }

    /// Whom the claims name.
    func identity() throws(TokenFailure) -> Identity {
        guard let subject = Self.given(memberID) ?? Self.given(sub) else { throw .invalid("it names nobody") }
        guard let member = MemberID(validating: subject) else { throw .invalid("it names nobody that could exist") }
        guard let role = role.flatMap(Role.init(rawValue:)) else { throw .forbiddenRole }
        guard role != .member || (type ?? "member") == "member" else { throw .invalid("it is for something else") }
        guard let tenant = tenant(of: role) else { throw .missingTenant }
        guard let church = ChurchID(validating: tenant) else { throw .invalid("it names no church that could exist") }
        return Identity(churchID: church, memberID: member, role: role, displayName: Self.given(name))
    }

    /// The church of the session, else his own; platform administrators belong to none, so they need a session.
    private func tenant(of role: Role) -> String? {
        switch role {
        case .superAdmin: Self.given(sessionChurchID)
        case .member, .staff, .admin: Self.given(sessionChurchID) ?? Self.given(churchID)
        }
    }

    private static func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
