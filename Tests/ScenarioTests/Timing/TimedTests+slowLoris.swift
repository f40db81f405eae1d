import Foundation
import TestSupport
import Testing

extension TimedTests {
    /// Somebody opens 2,000 connections, begins a request on each and never ends it; others go on calling.
    @Suite("Half-requests by the thousand")
    struct SlowLorisTests {
        private static let count = 2_000

        @Test("hold up nobody, cost little, and are refused when their time is over", .timeLimit(.minutes(3)))
        func halfRequests() async throws {
            let limits = ["HTTP_MAX_CONNECTIONS_PER_ADDRESS": "4096", "HTTP_HEAD_TIMEOUT_SECONDS": "20"]
            try await withDeployment(limits) { deployment in
                let church = try await Church(in: deployment, members: 2, isWitnessed: false)
                _ = try await latencies(church, calls: 100)  // warms up
                let before = try await latencies(church, calls: 200)
                let memory = deployment.service.process.residentBytes
                let start = ContinuousClock.now
                let halves = try await HalfRequests(Self.count, to: deployment.service.port)
                _ = try await latencies(church, calls: 40)  // meanwhile the last of them are let in: idle ones are what is measured
                let during = try await latencies(church, calls: 200)
                let isInTime = start.duration(to: .now) < .seconds(20)
                let grown = deployment.service.process.residentBytes - memory
                let answers = try await halves.answers()
                print("p99 \(before) s before, \(during) s beside \(Self.count) half-requests; \(grown / Self.count) bytes each")
                try #require(isInTime, "the machine is too slow for this test")
                #expect(during < max(2 * before, 0.05))
                #expect(grown < Self.count * 100_000)
                #expect(answers.count == Self.count)
                #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 408 ") && $0.contains(#""code":"request_timeout""#) })
                #expect(start.duration(to: .now) < .seconds(45))
                #expect(try await church.phone(0).send(.GET, "/active").status == 200)
            }
        }

        /// The 99th percentile of how long calls' requests take, in seconds.
        private func latencies(_ church: Church, calls: Int) async throws -> Double {
            let (anna, ben) = (church.phone(0), church.phone(1))
            var seconds: [Double] = []
            func timed<R>(_ body: () async throws -> R) async throws -> R {
                let start = ContinuousClock.now
                let result = try await body()
                seconds.append(start.duration(to: .now) / .seconds(1))
                return result
            }
            for _ in 0..<calls {
                let call = try await timed { try await anna.ring([ben]) }
                try await timed { try await ben.must("reject", call) }
            }
            return seconds.sorted()[seconds.count * 99 / 100]
        }
    }
}
