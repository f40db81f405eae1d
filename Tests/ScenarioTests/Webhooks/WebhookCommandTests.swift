import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// An operator makes a church's webhook, an administrator tries it out, and it goes.
@Suite("Webhooks by command and by REST")
struct WebhookCommandTests {
    private static let environment = [
        "WEBHOOK_SECRET_KEYS": "webhooks-of-commands-webhooks-of-command", "WEBHOOK_HTTP_ALLOWED": "true",
        "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
    ]

    private func command(_ deployment: Deployment, _ arguments: String...) async throws -> (output: String, status: Int32) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-webhooks-\(UUID().uuidString)")
        let command = try ServerProcess(
            [TestService.executable, "webhooks"] + arguments, folder: folder, environment: deployment.service.environment)
        defer { command.stop() }
        let status = try #require(try await command.exitStatus(within: 20))
        return (command.lastOutput, status)
    }

    @Test("one is made, tried out, signed with old and new secret, and deleted", .timeLimit(.minutes(1)))
    func life() async throws {
        let receiver = try await WebhookReceiver.start()
        defer { receiver.stop() }
        try await withDeployment(Self.environment) { deployment in
            let founded = try await Church(in: deployment, isWitnessed: false)
            let church = founded.id
            let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-webhooks-\(UUID().uuidString)")
            let making = try ServerProcess(
                [TestService.executable, "webhooks", "create", "--church", church, "--url", receiver.url("/a"), "--event", "call.ended"],
                folder: folder, environment: deployment.service.environment, isTold: true)
            defer { making.stop() }
            #expect(try await making.exitStatus(within: 20) == 0)
            let (output, admin) = (making.lastOutput, try await Tokens.mint(admin: "pastor", church: church))
            let id = try #require(output.firstMatch(of: /wh_[0-9a-f]{32}/)).0
            let secret = String(try #require(output.firstMatch(of: /whsec_[A-Za-z0-9+\/]{43}=/)).0)
            SuiteOutput.register(secret, as: "secret of a webhook")
            try await receiver.set("/a", ["secret": .string(secret)])
            let path = "/api/webhooks/\(id)"
            let tried = try await deployment.service.send(.POST, path + "/test", token: admin)
            #expect(tried.body == .object(["delivered": .bool(true), "status": .number(204), "failure": .null]))
            let rotated = try await deployment.service.send(.POST, path + "/secret", token: admin).body["secret"]?.string ?? ""
            SuiteOutput.register(rotated, as: "secret of a webhook")
            _ = try await deployment.service.send(.POST, path + "/test", token: admin)
            try await receiver.set("/a", ["secret": .string(rotated)])
            _ = try await deployment.service.send(.POST, path + "/test", token: admin)
            let messages = try receiver.messages("/a")
            #expect(messages.map(\.isVerified) == [true, true, true] && messages.allSatisfy { $0.type == "webhook.test" })
            let stored = try await founded.collection("webhook_endpoints").find()
            #expect(stored.count == 1 && !"\(stored)".contains(secret.dropFirst(6)) && !"\(stored)".contains(rotated.dropFirst(6)))
            let list = try await command(deployment, "list", "--church", church)
            #expect(list.status == 0 && list.output.contains(id) && list.output.contains("call.ended") && !list.output.contains("whsec_"))
            #expect(try await !command(deployment, "list", "--church", "elsewhere").output.contains("wh_"))
            #expect(try await command(deployment, "delete", "--church", "elsewhere", String(id)).status != 0)
            #expect(try await command(deployment, "delete", "--church", church, String(id)).status == 0)
            #expect(try await deployment.service.send(.GET, path, token: admin).status == 404)
            #expect(!deployment.service.process.lastOutput.contains(secret) && !deployment.service.process.lastOutput.contains(rotated))
        }
    }

    @Test("wrong use is told of", .timeLimit(.minutes(1)))
    func misuse() async throws {
        try await withDeployment(Self.environment) { deployment in
            let create = ["create", "--church", "grace", "--url"]
            let wrong: [[String]] = [
                ["list"], ["list", "--church", "a/b"], ["create", "--church", "grace"], create + ["https://10.0.0.1"],
                create + ["ftp://a.org"], create + ["https://u:p@a.org"], create + ["https://a.org", "--event", "call.lost"],
                create + ["https://a.org", "--event", "webhook.test"], ["delete", "--church", "grace", "wh_1"],
            ]
            for arguments in wrong {
                let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-webhooks-\(UUID().uuidString)")
                let command = try ServerProcess(
                    [TestService.executable, "webhooks"] + arguments, folder: folder, environment: deployment.service.environment)
                defer { command.stop() }
                let status = try #require(try await command.exitStatus(within: 20))
                #expect(status != 0, "\(arguments)")
            }
        }
    }
}
