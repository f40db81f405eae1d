import CallSignaling
import Foundation
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import CallServer

/// Runs the service with a store in memory and no broker, on a free port of 127.0.0.1, for as long as `body` takes; `body` gets the port.
func withService(
    _ changes: [String: String] = [:], log: @escaping @Sendable (String) -> Void = { _ in }, _ body: (Int) async throws -> Void
) async throws {
    let logger = Logger(label: "test", factory: { label in JSONLogHandler(label: label) { note($0, log) } })
    let ports = AsyncStream<Int>.makeStream()
    let service = try await CallService.build(try serviceSettings(changes), logger: logger) { ports.continuation.yield($0) }
    let group = service.group()
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { ports.continuation.finish() }
            try await group.run()
        }
        for await port in ports.stream {
            do {
                try await body(port)
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

/// Hands a line of the service's log on, and gathers it.
private func note(_ line: String, _ log: (String) -> Void) {
    SuiteOutput.note(line, in: "log")
    log(line)
}

/// The settings of such a service, with `changes`.
func serviceSettings(_ changes: [String: String] = [:]) throws -> ServerConfiguration {
    let closed = [
        "STORE": "memory", "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "0", "MQTT_BROKER_HOST": "127.0.0.1", "MQTT_BROKER_PORT": "1",
        "RATE_LIMIT_ENABLED": "false",
    ]
    let settings = try configuration(closed.merging(changes) { $1 })
    if let secret = settings.identity.signingSecret { SuiteOutput.register(secret.text, as: "secret of CallServerTests") }
    return settings
}

/// A bearer token of a member of church `c-1`, such as the services of these tests believe.
func bearer(_ member: String) async throws -> String {
    let token = DevelopmentToken(
        member: MemberID(member), church: ChurchID("c-1"), role: .member, name: nil, issuedAt: Date(), lifetime: .hour)
    let secret = try #require(try configuration().identity.signingSecret)
    return "Bearer \(try await token.signed(with: secret))"
}
