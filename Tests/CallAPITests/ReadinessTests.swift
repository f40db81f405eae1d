import CallAPI
import CallControl
import HTTPTypes
import Synchronization
import Testing

/// `/healthz` and `/readyz`, which ask for no token.
@Suite struct ReadinessTests {
    private static let up: @Sendable () async throws -> Void = {}
    private static let down: @Sendable () async throws -> Void = { throw DependencyFailure(.database, reason: "connection refused") }

    @Test func healthIsAlwaysWell() async throws {
        try await TestService().run { client in
            let answer = try await client.ask(.get, "/healthz")
            #expect(answer.json == ["status": "ok"])
        }
    }

    @Test func allUpIsReady() async throws {
        try await Self.expect(
            [("database", true, Self.up), ("broker", false, Self.up)], 200,
            ["status": "ready", "dependencies": ["database": ["status": "up"], "broker": ["status": "up"]]])
    }

    @Test func optionalDownIsDegraded() async throws {
        try await Self.expect(
            [("database", true, Self.up), ("broker", false, Self.down)], 200,
            [
                "status": "degraded",
                "dependencies": ["database": ["status": "up"], "broker": ["status": "down", "detail": "connection refused"]],
            ])
    }

    @Test func requiredDownIsUnavailable() async throws {
        try await Self.expect(
            [("database", true, Self.down), ("broker", false, Self.down)], 503,
            [
                "status": "unavailable",
                "dependencies": [
                    "database": ["status": "down", "detail": "connection refused"],
                    "broker": ["status": "down", "detail": "connection refused"],
                ],
            ])
    }

    @Test func whoDoesNotAnswerIsDown() async throws {
        let readiness = Readiness(checks: [("broker", false, { await Self.never() })], limit: .milliseconds(50))
        let report = await readiness.report()
        #expect(report.status == .degraded)
        #expect(report.dependencies["broker"]?.detail?.contains("0.05") == true)
    }

    @Test func whatIsNotMeantForStrangersIsNotTold() async {
        struct Secret: Error { let password = "hunter2" }
        let report = await Readiness(checks: [("broker", true, { throw Secret() })]).report()
        #expect(report.dependencies["broker"]?.detail == "Secret")
    }

    @Test func anOutcomeIsGoodForAWhile() async {
        let count = Counter()
        let readiness = Readiness(checks: [("broker", true, { count.increment() })], freshness: .seconds(60))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = await readiness.report() } }
        }
        #expect(count.value == 1)
        let eager = Readiness(checks: [("broker", true, { count.increment() })], freshness: .zero)
        for _ in 0..<3 { _ = await eager.report() }
        #expect(count.value == 4)
    }

    private static func expect(_ checks: [Readiness.Check], _ status: Int, _ json: JSONValue) async throws {
        try await TestService(readiness: Readiness(checks: checks)).run { client in
            let answer = try await client.ask(.get, "/readyz")
            #expect(answer.status == status)
            #expect(answer.json == json)
        }
    }

    /// Does not heed cancellation, as a blocking driver would not.
    private static func never() async {
        for _ in 0..<40 { try? await Task.sleep(for: .milliseconds(5)) }  // cancelled or not, it stays
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock(\.self) }
        func increment() { count.withLock { $0 += 1 } }
    }
}
