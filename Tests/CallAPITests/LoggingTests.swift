import CallAPI
import HTTPTypes
import Logging
import Synchronization
import Testing
import TokenVerification

/// What the log says of requests: enough to follow them, nothing to use.
@Suite struct LoggingTests {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var text: String { lines.withLock { $0.joined(separator: "\n") } }
        func append(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private struct Recorder: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.append("\(event.level) \(event.message) \(metadata.merging(event.metadata ?? [:]) { $1 })")
        }
    }

    @Test func aRequestIsLoggedWithoutTokensAndWholeIDs() async throws {
        let lines = Lines()
        let service = TestService(logger: Logger(label: "test") { _ in Recorder(lines: lines) })
        try await service.run { client in
            let call = try await client.ring("bob")
            let token = try await Tokens.member("bob")
            let answer = try await client.ask(.post, "/api/calls/\(call)/accept?token=query", token: token)
            _ = try await client.ask(.get, "/api/calls/active", token: token + "x")
            let text = lines.text
            #expect(text.contains("POST /api/calls/{id}/accept"))
            #expect(text.contains(String(call.prefix(8))))
            #expect(text.contains(answer.header("X-Request-ID") ?? "?"))
            #expect(!text.contains(call))
            #expect(!text.contains("query"))
            for part in token.split(separator: ".") { #expect(!text.contains(part)) }
        }
    }

    @Test func anAPIKeyIsLoggedByHalfItsID() async throws {
        let lines = Lines()
        let service = TestService(logger: Logger(label: "test") { _ in Recorder(lines: lines) })
        let backEnd = BackEnd("grace")
        service.keys.replace(with: [backEnd.key])
        try await service.run { client in
            let answer = try await client.ask(.get, "/api/calls/active", by: backEnd, for: "ann")
            _ = try await client.ask(.get, "/api/calls/active?caller_id=ann", token: backEnd.revealed + "0")
            _ = try await client.ask(.get, "/api/calls/active?caller_id=ann", headers: ["X-API-Key": backEnd.revealed])
            let text = lines.text
            #expect(text.contains("A back end asks") && text.contains(backEnd.key.id.shortened))
            #expect(text.contains(answer.header("X-Request-ID") ?? "?"))
            #expect(!text.contains(backEnd.key.id.rawValue) && !text.contains("ffk_") && !text.contains(backEnd.revealed.suffix(64)))
        }
    }

    @Test func onlyWhatSomebodyMustMendIsAnError() async throws {
        struct Surprise: Error {}
        let lines = Lines()
        let service = TestService(logger: Logger(label: "test") { _ in Recorder(lines: lines) })
        try await service.run { client in
            _ = try await client.ask(.get, "/api/calls/x", as: "ann")
            #expect(!lines.text.contains("error "))
            service.calls.fail(with: Surprise())
            _ = try await client.ask(.get, "/api/calls/active", as: "ann")
            #expect(lines.text.contains("error A request failed"))
            #expect(lines.text.contains("Surprise"))
        }
    }
}
