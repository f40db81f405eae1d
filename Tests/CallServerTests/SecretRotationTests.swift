import CallSignaling
import Foundation
import TestSupport
import Testing

@testable import CallServer

/// The signing secret is replaced without a phone's being refused: while it is, both are good (docs/security.md).
@Suite(.timeLimit(.minutes(1))) struct SecretRotationTests {
    private static let old = Secret(String(repeating: "o", count: 32))
    private static let new = Secret(String(repeating: "n", count: 40))

    @Test func tokensOfAllSecretsAreGoodAndOthersAreNot() async throws {
        let stranger = Secret(String(repeating: "x", count: 32))
        let further = Secret(String(repeating: "f", count: 32))
        let settings = ["JWT_SECRET_KEY": Self.new.text, "JWT_ADDITIONAL_SECRETS": " \(Self.old.text) , \(further.text)"]
        try await withService(settings) { port in
            for (secret, status) in [(Self.new, 200), (Self.old, 200), (further, 200), (stranger, 401)] {
                let answered = try await self.status(port, secret)
                #expect(answered == status)
            }
        }
    }

    @Test func anAdditionalSecretIsGoodOnlyWhileItIsNamed() async throws {
        try await withService(["JWT_SECRET_KEY": Self.new.text]) { port in
            let status = try await self.status(port, Self.old)
            #expect(status == 401)
        }
    }

    @Test(arguments: ["short", "\(String(repeating: "o", count: 32)),short", "-----BEGIN PUBLIC KEY-----AAAAAAAAAAAAAAAAAAAAAAA", "a,,b"])
    func oneOfNoUseStopsTheStartAndIsNotShown(value: String) {
        let found = problems(leastEnvironment.merging(["JWT_ADDITIONAL_SECRETS": value]) { $1 })
        #expect(found.map(\.name) == ["JWT_ADDITIONAL_SECRETS"])
        #expect(found.first?.description.contains("short,") == false && found.first?.description.contains("BEGIN") == false)
    }

    @Test func alreadyTheFirstMustBeThere() {
        let found = problems(["MONGO_URL": "mongodb://db", "JWT_ADDITIONAL_SECRETS": Self.old.text])
        #expect(found.map(\.name) == ["JWT_SECRET_KEY"])
    }

    private func status(_ port: Int, _ secret: Secret) async throws -> Int {
        let token = DevelopmentToken(
            member: MemberID("anna"), church: ChurchID("c-1"), role: .member, name: nil, issuedAt: Date(), lifetime: .hour)
        let text = try await token.signed(with: secret)
        return try await withConnection(to: port) { connection in
            try await connection.send("GET /api/calls/active HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(text)\r\n\r\n")
            return try await connection.answer().status
        }
    }
}
