import BSON
import Foundation
import TestSupport
import Testing

/// A deployment with webhooks, a church that has one, and its receiver.
struct WebhookScene: Sendable {
    static let settings = [
        "WEBHOOK_SECRET_KEYS": "webhooks-of-scenarios-webhooks-of-scenario", "WEBHOOK_HTTP_ALLOWED": "true",
        "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8", "WEBHOOK_RETRY_SECONDS": "0.05", "WEBHOOK_RETRY_MAX_SECONDS": "0.3",
    ]
    /// What is told of each of `stories`, in order.
    static let told = [
        "call.created", "call.ringing", "call.accepted", "participant.joined", "participant.joined", "participant.updated", "call.ended",
    ]

    let deployment: Deployment
    let church: Church
    let receiver: WebhookReceiver
    private let host: String
    private let made = Guarded<(id: String, secret: String)>(("", ""))

    /// The webhook at `/a`.
    var webhook: String { made.withLock { $0.id } }
    var secret: String { made.withLock { $0.secret } }

    /// Runs `body` with one of its own.
    static func run(_ environment: [String: String] = [:], host: String = "127.0.0.1", _ body: (WebhookScene) async throws -> Void)
        async throws
    {
        let receiver = try await WebhookReceiver.start()
        defer { receiver.stop() }
        try await withDeployment(settings.merging(environment) { $1 }) { deployment in
            let church = try await Church(in: deployment, members: 2 * 8, isWitnessed: false)
            let scene = WebhookScene(deployment: deployment, church: church, receiver: receiver, host: host)
            let webhook = try await scene.makeWebhook("/a")
            scene.made.withLock { $0 = webhook }
            try await body(scene)
        }
    }

    /// A request of the church's administrator.
    func ask(_ method: TestService.Method, _ path: String, _ body: JSONValue? = nil) async throws -> TestService.Answer {
        let bytes = try body.map { Array(try JSONEncoder().encode($0)) }
        return try await deployment.service.send(
            method, path, token: try await Tokens.mint(admin: "pastor", church: church.id), body: bytes)
    }

    /// A webhook of the church at `path` of the receiver, which knows its secret; once all instances have taken note.
    func makeWebhook(_ path: String) async throws -> (id: String, secret: String) {
        let url = receiver.url(path).replacing("127.0.0.1", with: host)
        let body = try await ask(.POST, "/api/webhooks", .object(["url": .string(url)])).body
        let (id, secret) = (try #require(body["id"]?.string), try #require(body["secret"]?.string))
        SuiteOutput.register(secret, as: "secret of a webhook")
        try await receiver.set(path, ["secret": .string(secret)])
        return (id, secret)
    }

    /// What `faithflow-calls webhooks` with this command prints, about the webhook at `/a` where it is `named`.
    func command(_ name: String, named isNamed: Bool = true) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-webhooks-\(UUID().uuidString)")
        let command = try ServerProcess(
            [TestService.executable, "webhooks", name, "--church", church.id] + (isNamed ? [webhook] : []), folder: folder,
            environment: deployment.service.environment)
        defer { command.stop() }
        #expect(try await command.exitStatus(within: 20) == 0)
        return command.lastOutput
    }

    /// So many calls of two each, from the making to the end, all at once.
    func stories(_ count: Int, by services: [TestService] = []) async throws -> [String] {
        try await concurrently(Array(0..<count)) { number in
            let service = services.isEmpty ? deployment.service : services[number % services.count]
            let (caller, callee) = (church.phone(2 * number, of: service), church.phone(2 * number + 1, of: service))
            let call = try await caller.ring([callee])
            try await callee.must("ringing", call)
            try await callee.must("accept", call)
            try await caller.must("connected", call)
            try await callee.must("connected", call)
            _ = try await callee.send(.PATCH, "/\(call)/participant", .object(["is_muted": .bool(true)]))
            try await caller.must("end", call)
            return call
        }
    }

    /// All was told of each call, signed and as the contract has it; what was taken, once and in order.
    func expectAll(_ messages: [WebhookReceiver.Message], of calls: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(messages.allSatisfy { $0.isVerified && $0.isValid }, sourceLocation: sourceLocation)
        for call in calls {
            let taken = messages.filter { $0.callID == call && $0.isTaken }
            #expect(taken.map(\.type) == Self.told, sourceLocation: sourceLocation)
            #expect(Set(taken.map(\.id)).count == taken.count, sourceLocation: sourceLocation)
        }
    }
}

extension WebhookReceiver.Message {
    /// Whether it says that `call` is over, and was taken.
    func ends(_ call: String) -> Bool { callID == call && type == "call.ended" && isTaken }
}
