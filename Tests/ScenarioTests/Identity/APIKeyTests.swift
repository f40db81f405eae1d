import Foundation
import TestSupport
import Testing

/// A parish office calls for its members: it gets a key, uses it on every instance, and loses it.
@Suite("API keys")
struct APIKeyTests {
    private static let environment = ["REVOCATION_POLL_SECONDS": "0.2"]

    /// Runs `faithflow-calls keys`; what it printed, and its status.
    private func keys(_ deployment: Deployment, _ arguments: String...) async throws -> (output: String, status: Int32) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-keys-\(UUID().uuidString)")
        let command = try ServerProcess(
            [TestService.executable, "keys"] + arguments, folder: folder, environment: deployment.service.environment)
        defer { command.stop() }
        let status = try #require(try await command.exitStatus(within: 20))
        return (command.lastOutput, status)
    }

    private func makeKey(_ deployment: Deployment, _ arguments: String...) async throws -> (id: String, key: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-keys-\(UUID().uuidString)")
        let command = try ServerProcess(
            [TestService.executable, "keys", "create", "--name", "office"] + arguments, folder: folder,
            environment: deployment.service.environment, isTold: true)
        defer { command.stop() }
        #expect(try await command.exitStatus(within: 20) == 0)
        let found = try #require(command.lastOutput.firstMatch(of: /ffk_([0-9a-f]{16})_[0-9a-f]{64}/))
        return (String(found.1), String(found.0))
    }

    private func answer(_ service: TestService, _ key: String) async throws -> String {
        let answer = try await service.send(.GET, "/api/calls/active?caller_id=anna", token: key)
        return answer.body["code"]?.string ?? "\(answer.status)"
    }

    private func awaitAnswer(_ expected: String, _ services: [TestService], _ key: String) async throws {
        for service in services {
            while try await answer(service, key) != expected { try await letTimePass(until: Date() + 0.05) }
        }
    }

    @Test("a key is made, used on all instances, listed and revoked", .timeLimit(.minutes(1)))
    func life() async throws {
        try await withDeployment(Self.environment) { deployment in
            let second = try await TestService.start(deployment.service.environment)
            defer { second.process.stop() }
            let services = [deployment.service, second]
            let church = try await Church(in: deployment, isWitnessed: false).id
            let (id, key) = try await makeKey(deployment, "--church", church, "--action", "calls:read", "--action", "calls:create")
            try await awaitAnswer("200", services, key)
            let secret = String(key.suffix(64))
            let list = try await keys(deployment, "list")
            #expect(list.status == 0 && list.output.contains(id) && !list.output.contains(secret))
            while try await !keys(deployment, "list").output.contains("; used ") {}
            #expect(try await keys(deployment, "revoke", id).status == 0)
            try await awaitAnswer("token_revoked", services, key)
            #expect(try await keys(deployment, "list").output.contains("revoked"))
            #expect(try await keys(deployment, "revoke", "0000000000000000").status != 0)
            for service in services { #expect(!service.process.lastOutput.contains(secret)) }
        }
    }

    @Test("while the database is away keys are what they were", .timeLimit(.minutes(1)))
    func outage() async throws {
        let mongod = try await TestMongod.shared()
        let proxy = try TCPProxy(before: [mongod.port])
        defer { proxy.close() }
        try await withDeployment(Self.environment, mongoURI: "mongodb://127.0.0.1:\(proxy.port)/?directConnection=true") { deployment in
            let church = try await Church(in: deployment, isWitnessed: false).id
            let (_, good) = try await makeKey(deployment, "--church", church, "--action", "calls:read")
            let (id, revoked) = try await makeKey(deployment, "--church", church, "--action", "calls:read")
            try await awaitAnswer("200", [deployment.service], revoked)
            #expect(try await keys(deployment, "revoke", id).status == 0)
            try await awaitAnswer("token_revoked", [deployment.service], revoked)
            proxy.cut()
            try await awaitAnswer("dependency_unavailable", [deployment.service], good)
            #expect(try await answer(deployment.service, revoked) == "token_revoked")
            #expect(try await answer(deployment.service, String(good.dropLast()) + (good.hasSuffix("0") ? "1" : "0")) == "invalid_token")
            proxy.mend()
            try await awaitAnswer("200", [deployment.service], good)
        }
    }

    @Test("the broker's file holds what may listen, and is its owner's alone", .timeLimit(.minutes(1)))
    func export() async throws {
        try await withDeployment(Self.environment) { deployment in
            let listening = try await makeKey(deployment, "--church", "grace", "--action", "signals:read")
            let calling = try await makeKey(deployment, "--church", "grace", "--action", "calls:create")
            let file = FileManager.default.temporaryDirectory.appending(path: "faithflow-export-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: file) }  // in the temporary folder
            for _ in 0..<2 { #expect(try await keys(deployment, "export", file.path).status == 0) }
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text.contains(listening.id) && !text.contains(calling.id) && !text.contains(listening.key.suffix(64)))
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("wrong use is told of", .timeLimit(.minutes(1)))
    func misuse() async throws {
        let deployment = try await Deployment.standard.deployment()
        let create = ["create", "--name", "x"]
        let wrong: [[String]] = [
            create, create + ["--church", "a"], create + ["--action", "calls:read"],
            create + ["--church", "a b", "--action", "calls:read"],
            create + ["--church", "*", "--church", "a", "--action", "calls:read"], create + ["--church", "a", "--action", "calls:all"],
            create + ["--church", "a", "--action", "calls:read", "--expires", "2001-01-01"],
            ["create", "--name", "", "--church", "a", "--action", "calls:read"],
            ["revoke"], ["revoke", "x"], ["revoke", "FFFFFFFFFFFFFFFF"], ["export"], ["export", "/nowhere/file"],
        ]
        for arguments in wrong {
            let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-keys-\(UUID().uuidString)")
            let command = try ServerProcess(
                [TestService.executable, "keys"] + arguments, folder: folder, environment: deployment.service.environment)
            defer { command.stop() }
            let status = try #require(try await command.exitStatus(within: 20))
            #expect(status != 0, "\(arguments)")
        }
    }
}
