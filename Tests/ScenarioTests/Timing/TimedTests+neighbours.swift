import Foundation
import TestSupport
import Testing

extension TimedTests {
    /// Some members call one another at a steady pace. Beside them somebody keeps thousands of half-requests open, somebody asks ten times as much as he
    /// may, and then both at once. The others notice as little as can be.
    ///
    /// `scripts/bench-neighbours` runs this against an optimised service and holds it to the promise: their 99th percentile less than doubles.
    @Suite("Noisy neighbours")
    struct NeighbourTests {
        /// Requests that a member may make in a minute here.
        private static let limit = 3_000
        private static let halfRequests = 2_000

        private static let settings = [
            "RATE_LIMIT_ENABLED": "true", "RATE_LIMIT_MEMBER_PER_MINUTE": "\(limit)", "RATE_LIMIT_PAIR_PER_MINUTE": "\(limit)",
            "HTTP_MAX_CONNECTIONS_PER_ADDRESS": "4096", "HTTP_HEAD_TIMEOUT_SECONDS": "60",
        ]

        private enum Noise: String, CaseIterable {
            case halfRequests = "2,000 half-requests", flood = "10 x over the limit", both = "both at once"
        }

        @Test("are held off: the others' calls go through, and take hardly longer", .timeLimit(.minutes(10)))
        func neighbours() async throws {
            let rounds = Pace.setting("FAITHFLOW_NEIGHBOUR_ROUNDS") ?? 2
            let seconds = Double(Pace.setting("FAITHFLOW_NEIGHBOUR_SECONDS") ?? 2)
            try await withDeployment(Self.settings) { deployment in
                let church = try await Church(in: deployment, members: 2 * Pace.pairs + 1, isWitnessed: false)
                let pace = Pace(church, seconds: seconds)
                _ = try await pace.window()  // warms up
                for noise in Noise.allCases {
                    var quiet: [Double] = []
                    var noisy: [Double] = []
                    for _ in 0..<rounds {
                        quiet.append(try await pace.window())
                        noisy.append(try await window(pace, beside: noise, church))
                    }
                    report(noise, quiet: quiet.median, noisy: noisy.median)
                }
            }
        }

        /// The others' 99th percentile while there is `noise`, seconds.
        private func window(_ pace: Pace, beside noise: Noise, _ church: Church) async throws -> Double {
            let halves = noise == .flood ? nil : try await HalfRequests(Self.halfRequests, to: church.deployment.service.port)
            let flood = noise == .halfRequests ? nil : try await Flood(by: church.phone(2 * Pace.pairs), perSecond: 10 * Self.limit / 60)
            let result = try await pace.window()
            if let outcome = try await flood?.end() {
                #expect(outcome.refused > 0, "the flood must be over the limit")
                #expect(outcome.refused + outcome.let == outcome.sent, "answered by anything but 200 and 429")
            }
            try await halves?.close()
            return result
        }

        private func report(_ noise: Noise, quiet: Double, noisy: Double) {
            let ratio = noisy / quiet
            print(
                "p99 of the others: \(String(format: "%.1f ms alone, %.1f ms beside %@: x %.2f", 1e3 * quiet, 1e3 * noisy, noise.rawValue, ratio))"
            )
            if ProcessInfo.processInfo.environment["FAITHFLOW_NEIGHBOUR_STRICT"] != nil {
                #expect(ratio < 2, "beside \(noise.rawValue)")
            }
        }
    }
}

/// Pairs of members who call one another at a steady pace: create, accept, end.
private struct Pace {
    static let pairs = 8
    /// From the beginning of a pair's call to that of its next, seconds: 8 pairs make 120 requests a second.
    private static let interval = 0.2
    /// Calls of each pair at a window's beginning that do not count: who has rested needs a moment to be as fast as before.
    private static let warmUp = 3

    private let church: Church
    private let seconds: Double

    init(_ church: Church, seconds: Double) {
        self.church = church
        self.seconds = seconds
    }

    static func setting(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    /// Calls for as long as a window lasts; returns the 99th percentile of what requests took, seconds. Every request must succeed.
    func window() async throws -> Double {
        let taken = try await concurrently(Array(0..<Self.pairs), width: Self.pairs) { pair in
            var taken: [Double] = []
            let start = ContinuousClock.now + .seconds(Self.interval * Double(pair) / Double(Self.pairs))
            for turn in 0..<Self.warmUp + Int(seconds / Self.interval) {
                try await Task.sleep(until: start + .seconds(Self.interval * Double(turn)), clock: .continuous)
                let times = try await call(church.phone(2 * pair), church.phone(2 * pair + 1))
                if turn >= Self.warmUp { taken += times }
            }
            return taken
        }
        let all = taken.flatMap(\.self).sorted()
        return all[all.count * 99 / 100]
    }

    private func call(_ caller: Phone, _ callee: Phone) async throws -> [Double] {
        let marks = [ContinuousClock.now]
        let id = try await caller.ring([callee])
        let rung = ContinuousClock.now
        try await callee.must("accept", id)
        let accepted = ContinuousClock.now
        try await caller.must("end", id)
        return zip(marks + [rung, accepted], [rung, accepted, .now]).map { $0.duration(to: $1) / .seconds(1) }
    }
}

/// Somebody who asks more than he may, in a process of his own that costs little: what he costs the others is to be the service's doing.
private struct Flood {
    /// How many requests there were, and what came of them.
    struct Outcome {
        let sent: Int
        let `let`: Int
        let refused: Int
    }

    private let process: ServerProcess

    /// Starts asking; returns once the first request was refused.
    init(by phone: Phone, perSecond: Int) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
        process = try ServerProcess(
            ["/usr/bin/python3", root.appending(path: "scripts/lib/flood.py").path, "\(phone.service.port)", "\(perSecond)"],
            folder: FileManager.default.temporaryDirectory.appending(path: "faithflow-flood-\(UUID().uuidString)"),
            environment: ["FLOOD_TOKEN": try await phone.token()])
        try await process.awaitReady(within: 60) { process.lastOutput.contains("ready") }
    }

    /// Stops asking.
    func end() async throws -> Outcome {
        process.stop(SIGTERM)
        let counts = process.lastOutput.split(whereSeparator: \.isWhitespace).suffix(3).compactMap { Int($0) }
        try #require(counts.count == 3, "\(process.lastOutput)")
        try? FileManager.default.removeItem(at: process.folder)  // what is left in the temporary folder does no harm
        return Outcome(sent: counts[0], let: counts[1], refused: counts[2])
    }
}

extension [Double] {
    fileprivate var median: Double {
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
