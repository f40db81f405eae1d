import CallSignaling
import Foundation
import FoundationNetworking
import Logging
import ServiceLifecycle
import Testing

@testable import CallServer

/// The service put together: without a database, and with a broker that is away.
@Suite struct CallServiceTests {
    /// Hummingbird keeps its request ids in the metadata, so a handler that drops them will not do.
    private let logger = Logger(label: "test", factory: { label in JSONLogHandler(label: label) { _ in } })

    private func settings(_ changes: [String: String] = [:]) throws -> ServerConfiguration {
        let closed = [
            "STORE": "memory", "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0", "MQTT_BROKER_HOST": "127.0.0.1", "MQTT_BROKER_PORT": "1",
        ]
        return try configuration(closed.merging(changes) { $1 })
    }

    /// Runs the service for as long as `body` takes; `body` gets its address.
    private func withService(_ configuration: ServerConfiguration, _ body: (String) async throws -> Void) async throws {
        let ports = AsyncStream<Int>.makeStream()
        let service = try await CallService.build(configuration, logger: logger) { ports.continuation.yield($0) }
        let group = service.group()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { ports.continuation.finish() }
                try await group.run()
            }
            for await port in ports.stream {
                do {
                    try await body("http://127.0.0.1:\(port)")
                } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                await group.triggerGracefulShutdown()
                break
            }
            try await tasks.waitForAll()
        }
    }

    private func fetch(_ address: String, body: String? = nil, as member: String? = nil) async throws -> (status: Int, json: JSONValue) {
        var request = URLRequest(url: try #require(URL(string: address)))
        if let member {
            let token = DevelopmentToken(
                member: MemberID(member), church: ChurchID("c-1"), role: .member, name: nil, issuedAt: Date(), lifetime: .hour)
            let secret = try #require(try settings().identity.signingSecret)
            request.setValue("Bearer \(try await token.signed(with: secret))", forHTTPHeaderField: "Authorization")
        }
        if let body {
            request.httpMethod = "POST"
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        return (try #require(response as? HTTPURLResponse).statusCode, try JSONDecoder().decode(JSONValue.self, from: data))
    }

    @Test func brokerThatIsAwayDegradesButDoesNotStop() async throws {
        try await withService(try settings()) { address in
            let ready = try await fetch("\(address)/readyz")
            #expect(ready.status == 200)
            #expect(ready.json["status"]?.text == "degraded")
            #expect(ready.json["dependencies"]?["broker"]?["status"]?.text == "down")
            #expect(ready.json["dependencies"]?["database"]?["status"]?.text == "up")
            let created = try await fetch("\(address)/api/calls", body: #"{"callee_ids":["bob"],"call_type":"voice"}"#, as: "alice")
            #expect((200..<300).contains(created.status))
            #expect(created.json["livekit_token"]?.text == "")
            let active = try await fetch("\(address)/api/calls/active", as: "bob")
            #expect(active.json["call_id"] == created.json["call_id"])
        }
    }

    @Test func mediaTokensComeWhereLiveKitIsConfigured() async throws {
        let media = ["LIVEKIT_URL": "wss://lk", "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "secret"]
        try await withService(try settings(media)) { address in
            let created = try await fetch("\(address)/api/calls", body: #"{"callee_ids":["bob"],"call_type":"video"}"#, as: "alice")
            #expect(created.json["livekit_url"]?.text == "wss://lk")
            #expect(created.json["livekit_token"]?.text?.split(separator: ".").count == 3)
        }
    }

    @Test func strangersAreTurnedAway() async throws {
        try await withService(try settings()) { address in
            let answer = try await fetch("\(address)/api/calls/active")
            #expect(answer.status == 401)
        }
    }

    @Test func portInUseIsAFailureToStart() async throws {
        try await withService(try settings()) { address in
            let port = try #require(address.split(separator: ":").last)
            let second = try await CallService.build(try settings(["HTTP_PORT": String(port)]), logger: logger)
            let failure = await #expect(throws: (any Error).self) { try await second.group().run() }
            let told = StartFailure(try #require(failure), http: try settings(["HTTP_PORT": String(port)]).http)
            #expect(told.description.contains("is in use"))
        }
    }

    @Test func malformedDatabaseAddressIsAFailureToStart() async throws {
        let configuration = try configuration(["MONGO_URL": "mongodb://user:pa55@:::/"])
        let failure = await #expect(throws: (any Error).self) { try await CallService.build(configuration, logger: logger) }
        #expect(!"\(try #require(failure))".contains("pa55"))
    }
}
