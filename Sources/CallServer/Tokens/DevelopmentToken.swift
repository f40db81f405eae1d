import ArgumentParser
import CallSignaling
import FoundationEssentials
import JWTKit

/// A bearer token as the main backend makes them (CONTRACT, *Who is calling*), for development.
struct DevelopmentToken: JWTPayload, Hashable {
    /// Whom it speaks for.
    enum Role: String, Sendable, Codable, CaseIterable, ExpressibleByArgument {
        case member, staff, admin
        case superAdmin = "super_admin"
    }

    /// The member or member of staff.
    let sub: String
    /// His role.
    let role: Role
    /// `member` for members, `staff` for all others.
    let type: String
    /// Display name.
    let name: String?
    /// A member of staff's own church.
    let churchID: ChurchID?
    /// The church he acts in.
    let sessionChurchID: ChurchID?
    /// When it was made, seconds since 1970.
    let iat: Int
    /// Until when it is good, seconds since 1970.
    let exp: Int

    enum CodingKeys: String, CodingKey {
        case sub, role, type, name, iat, exp
        case churchID = "church_id"
        case sessionChurchID = "session_church_id"
    }

    /// A token. Members and super admins act in a session's church, staff and admins in their own.
    init(member: MemberID, church: ChurchID, role: Role, name: String?, issuedAt now: Date, lifetime: TokenLifetime) {
        sub = member.rawValue
        self.role = role
        type = role == .member ? "member" : "staff"
        self.name = name
        let hasSession = role == .member || role == .superAdmin
        churchID = hasSession ? nil : church
        sessionChurchID = hasSession ? church : nil
        iat = Int(now.timeIntervalSince1970)
        exp = iat + lifetime.seconds
    }

    /// The token as sent: a JWT signed with HS256. The secret must have 32 bytes, as `IdentityOptions` makes sure.
    func signed(with secret: Secret) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: secret.text), digestAlgorithm: .sha256)
        return try await keys.sign(self)
    }

    /// Nothing to check: only ever signed here.
    func verify(using algorithm: some JWTAlgorithm) throws {}
}
