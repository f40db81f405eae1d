import Foundation
import TestSupport
import Testing
import TokenVerification

/// A phone is stolen: its token, or all of its owner's, is revoked by a command, and every instance takes note.
@Suite("Revocation")
struct RevocationTests {
    private static let environment = ["REVOCATION_POLL_SECONDS": "0.2"]

    /// Runs `faithflow-calls revoke`; what it printed, and its status.
    private func revoke(_ deployment: Deployment, _ arguments: String...) async throws -> (output: String, status: Int32) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-revoke-\(UUID().uuidString)")
        let command = try ServerProcess(
            [TestService.executable, "revoke"] + arguments, folder: folder, environment: deployment.service.environment)
        defer { command.stop() }
        let status = try #require(try await command.exitStatus(within: 20))
        return (command.lastOutput, status)
    }

    private func token(_ member: String, _ church: String, id: String? = nil, issuedAt: Date = Date()) async throws -> String {
        var claims: [String: JSONValue] = [
            "sub": .string(member), "role": "member", "session_church_id": .string(church),
            "iat": .number(issuedAt.timeIntervalSince1970.rounded(.down)),
        ]
        if let id { claims["jti"] = .string(id) }
        return try await Tokens.mint(claims)
    }

    private func ask(_ services: [TestService], _ token: String) async throws -> [String] {
        var found: [String] = []
        for service in services {
            let answer = try await service.send(.GET, "/api/calls/active", token: token)
            found.append(answer.body["code"]?.string ?? "\(answer.status)")
        }
        return found
    }

    private func awaitAnswer(_ expected: String, _ services: [TestService], _ token: String) async throws {
        while try await ask(services, token) != services.map({ _ in expected }) { try await letTimePass(until: Date() + 0.05) }
    }

    @Test("one token is revoked on all instances, and taken back", .timeLimit(.minutes(1)))
    func byID() async throws {
        try await withDeployment(Self.environment) { deployment in
            let second = try await TestService.start(deployment.service.environment)
            defer { second.process.stop() }
            let services = [deployment.service, second]
            let (stolen, other) = (try await token("anna", "grace", id: "t-1"), try await token("anna", "grace", id: "t-2"))
            #expect(try await ask(services, stolen) == ["200", "200"])
            #expect(try await revoke(deployment, "--jti", "t-1").status == 0)
            try await awaitAnswer("token_revoked", services, stolen)
            #expect(try await ask(services, other) == ["200", "200"])
            #expect(try await revoke(deployment, "--list").output.contains("token t-1"))
            #expect(try await revoke(deployment, "--undo", "--jti", "t-1").status == 0)
            try await awaitAnswer("200", services, stolen)
            #expect(try await revoke(deployment, "--undo", "--jti", "t-1").status != 0)
        }
    }

    @Test("all tokens a member was given before are revoked, and he can sign in anew", .timeLimit(.minutes(1)))
    func byMember() async throws {
        try await withDeployment(Self.environment) { deployment in
            let services = [deployment.service]
            let before = try await token("anna", "grace", issuedAt: Date() - 60)
            let elsewhere = try await token("anna", "hope", issuedAt: Date() - 60)
            let revoked = try await revoke(deployment, "--member", "anna", "--church", "grace", "--until", "2099-01-01")
            #expect(revoked.status == 0, "\(revoked.output)")
            try await awaitAnswer("token_revoked", services, before)
            #expect(try await ask(services, elsewhere) == ["200"])
            #expect(try await ask(services, try await token("anna", "grace", issuedAt: Date() + 2)) == ["200"])
            #expect(try await revoke(deployment, "--list").output.contains("member anna of grace"))
        }
    }

    @Test("what is revoked stays so while the database is away", .timeLimit(.minutes(1)))
    func outage() async throws {
        let mongod = try await TestMongod.shared()
        let proxy = try TCPProxy(before: [mongod.port])
        defer { proxy.close() }
        try await withDeployment(Self.environment, mongoURI: "mongodb://127.0.0.1:\(proxy.port)/?directConnection=true") { deployment in
            let (stolen, good) = (try await token("anna", "grace", id: "t-1"), try await token("ben", "grace"))
            #expect(try await revoke(deployment, "--jti", "t-1").status == 0)
            try await awaitAnswer("token_revoked", [deployment.service], stolen)
            proxy.cut()
            try await awaitAnswer("dependency_unavailable", [deployment.service], good)
            while !deployment.service.process.lastOutput.contains("The revocations could not be read") {
                try await letTimePass(until: Date() + 0.05)
            }
            for _ in 0..<10 {
                let answers = try await ask([deployment.service], stolen)
                #expect(answers == ["token_revoked"])
            }
            proxy.mend()
            try await awaitAnswer("200", [deployment.service], good)
            #expect(try await ask([deployment.service], stolen) == ["token_revoked"])
        }
    }

    @Test("wrong use is told of", .timeLimit(.minutes(1)))
    func misuse() async throws {
        let deployment = try await Deployment.standard.deployment()
        let wrong: [[String]] = [
            [], ["--member", "anna"], ["--church", "grace"], ["--jti", "t", "--member", "anna", "--church", "grace"], ["--jti", ""],
            ["--list", "--jti", "t"], ["--list", "--undo"], ["--jti", "t", "--until", "tomorrow"], ["--jti", "t", "--until", "2001-01-01"],
            ["--undo", "--jti", "t", "--until", "2099-01-01"], ["--member", "a b", "--church", "grace"],
        ]
        for arguments in wrong {
            let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-revoke-\(UUID().uuidString)")
            let command = try ServerProcess(
                [TestService.executable, "revoke"] + arguments, folder: folder, environment: deployment.service.environment)
            defer { command.stop() }
            let status = try #require(try await command.exitStatus(within: 20))
            #expect(status != 0, "\(arguments)")
        }
    }

    @Test("what is revoked is written to a file for brokers, again when it changes", .timeLimit(.minutes(1)))
    func exported() async throws {
        try await withDeployment(Self.environment) { deployment in
            let file = FileManager.default.temporaryDirectory.appending(path: "faithflow-revocations-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: file) }  // what is left in the temporary folder does no harm
            let read = { try RevocationFile.revocations(in: Data(contentsOf: file)).map(\.subject) }
            #expect(try await revoke(deployment, "--export", file.path).status == 0)
            #expect(try read().isEmpty)
            let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-export-\(UUID().uuidString)")
            let exporter = try ServerProcess(
                [TestService.executable, "revoke", "--export", file.path, "--every", "0.5"], folder: folder,
                environment: deployment.service.environment)
            defer { exporter.stop() }
            #expect(try await revoke(deployment, "--jti", "t-1").status == 0)
            while try read() != [.token("t-1")] { try await letTimePass(until: Date() + 0.05) }
            #expect(try await revoke(deployment, "--undo", "--jti", "t-1").status == 0)
            while try !read().isEmpty { try await letTimePass(until: Date() + 0.05) }
            #expect(try await revoke(deployment, "--export", "/nowhere/at/all").status != 0)
            #expect(try await revoke(deployment, "--list", "--every", "1").status != 0)
        }
    }
}
