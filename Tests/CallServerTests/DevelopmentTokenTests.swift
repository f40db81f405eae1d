import ArgumentParser
import CallSignaling
import Foundation
import JWTKit
import Testing

@testable import CallServer

/// Tokens for development have the claims the main backend's have (CONTRACT, *Who is calling*).
@Suite struct DevelopmentTokenTests {
    private let secret = Secret("a-signing-secret-of-32-bytes-or-so")
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func claims(of role: DevelopmentToken.Role) async throws -> [String: JSONValue] {
        let token = DevelopmentToken(
            member: MemberID("m-1"), church: ChurchID("c-1"), role: role, name: nil, issuedAt: now, lifetime: .hour)
        let keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret.text), digestAlgorithm: .sha256)
        return try await keys.verify(try await token.signed(with: secret), as: AnyClaims.self).values
    }

    @Test func memberActsInHisSessionsChurch() async throws {
        #expect(
            try await claims(of: .member) == [
                "sub": .string("m-1"), "role": .string("member"), "type": .string("member"), "session_church_id": .string("c-1"),
                "iat": .integer(1_800_000_000), "exp": .integer(1_800_003_600),
            ])
    }

    @Test(arguments: [DevelopmentToken.Role.staff, .admin])
    func staffActInTheirOwnChurch(_ role: DevelopmentToken.Role) async throws {
        let claims = try await claims(of: role)
        #expect(claims["role"] == .string(role.rawValue))
        #expect(claims["church_id"] == .string("c-1"))
        #expect(claims["session_church_id"] == nil)
    }

    @Test func superAdminActsInASessionsChurch() async throws {
        let claims = try await claims(of: .superAdmin)
        #expect(claims["role"] == .string("super_admin"))
        #expect(claims["session_church_id"] == .string("c-1"))
        #expect(claims["church_id"] == nil)
    }

    @Test func anotherSecretDoesNotVerify() async throws {
        let token = DevelopmentToken(
            member: MemberID("m-1"), church: ChurchID("c-1"), role: .member, name: "Alice", issuedAt: now, lifetime: .hour)
        let keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret.text + "x"), digestAlgorithm: .sha256)
        let signed = try await token.signed(with: secret)
        await #expect(throws: JWTError.self) { try await keys.verify(signed, as: AnyClaims.self) }
    }

    @Test(arguments: [("90s", 90), ("30m", 1_800), ("1h", 3_600), ("7d", 604_800), ("45", 45)])
    func lifetimeIsRead(_ text: String, _ seconds: Int) {
        #expect(TokenLifetime(argument: text)?.seconds == seconds)
    }

    @Test(arguments: ["", "h", "0s", "-1h", "1w", "1.5h", "367d", "9223372036854775807d"])
    func badLifetimeIsRefused(_ text: String) {
        #expect(TokenLifetime(argument: text) == nil)
    }

    @Test func argumentsAreChecked() throws {
        #expect(throws: (any Error).self) { try TokenCommand.parse(["--church", "a/b", "--member", "m"]) }
        #expect(throws: (any Error).self) { try TokenCommand.parse(["--church", "c", "--member", "m", "--role", "owner"]) }
        let command = try TokenCommand.parse(["--church", "c", "--member", "m", "--role", "super_admin", "--ttl", "2h"])
        #expect(command.role == .superAdmin)
        #expect(command.lifetime.seconds == 7_200)
    }

    private struct AnyClaims: JWTPayload {
        let values: [String: JSONValue]
        init(from decoder: any Decoder) throws { values = try [String: JSONValue](from: decoder) }
        func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}
