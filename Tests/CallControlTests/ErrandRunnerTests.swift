import CallSignaling
import CallStorage
import Foundation
import Logging
import Synchronization
import Testing

@testable import CallControl

/// Errands are carried out in the order of their lane, again until they are done, and never after their time.
@Suite("The runner of errands")
struct ErrandRunnerTests {
    /// What was tried, and how it is to end.
    private final class Trials: Sendable {
        private let state = Mutex((tried: [String](), answers: [String: [ErrandOutcome]](), running: 0, most: 0))

        var tried: [String] { state.withLock(\.tried) }
        var mostAtOnce: Int { state.withLock(\.most) }

        func answer(_ name: String, _ outcomes: ErrandOutcome...) { state.withLock { $0.answers[name] = outcomes } }

        func carryOut(_ claimed: ClaimedErrand) async -> ErrandOutcome {
            let name = "\(claimed.errand.lane)\(claimed.errand.seq)"
            state.withLock { state in
                state.tried.append(name)
                state.running += 1
                state.most = max(state.most, state.running)
            }
            for _ in 0..<20 { await Task.yield() }
            return state.withLock { state in
                state.running -= 1
                guard let next = state.answers[name]?.first else { return .done }
                state.answers[name]?.removeFirst()
                return next
            }
        }
    }

    private struct Bench {
        let clock = ManualClock()
        let trials = Trials()
        let queue: MemoryErrandQueue
        let runner: ErrandRunner

        init(width: Int = 8) {
            let bell = ErrandBell()
            queue = MemoryErrandQueue(onAdd: bell.ring)
            runner = ErrandRunner(
                .webhook, queue: queue, bell: bell, width: width, clock: clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, carryOut: trials.carryOut)
        }

        func errand(_ lane: String, _ seq: Int, expires: Double? = nil) -> Errand {
            Errand(
                .webhook, lane: lane, seq: seq, churchID: Switchboard.church, body: "{}", notBefore: clock.now(),
                expiresAt: expires.map(clock.now().addingTimeInterval))
        }

        func running(_ body: () async throws -> Void) async throws {
            let service = Task { try await runner.run() }  // ends with the test, not by itself
            defer { service.cancel() }
            try await body()
        }

        func untilEmpty() async throws {
            let limit = ContinuousClock.now + .seconds(90)
            while try await queue.waiting(.webhook, limit: 1) > 0 {
                try #require(ContinuousClock.now < limit, "not done within 90 s")
                await clock.advance(by: 0.5)
                try await Task.sleep(for: .milliseconds(1))  // the services have a turn too
            }
        }
    }

    @Test("a lane's errands come one by one, failures before what follows; lanes do not wait for each other")
    func order() async throws {
        let bench = Bench()
        let later = bench.clock.now().addingTimeInterval(5)
        bench.trials.answer("a1", .retry(at: later, "no"), .retry(at: later.addingTimeInterval(5), "no"))
        try await bench.running {
            try await bench.queue.add([bench.errand("a", 1), bench.errand("a", 2), bench.errand("b", 1), bench.errand("b", 2)])
            try await bench.untilEmpty()
        }
        #expect(bench.trials.tried.filter { $0.hasPrefix("a") } == ["a1", "a1", "a1", "a2"])
        #expect(Array(bench.trials.tried.prefix(3).sorted()) == ["a1", "b1", "b2"], "\(bench.trials.tried)")
        #expect(bench.trials.tried.count == 6)
    }

    @Test("what was given up or is too late goes, and what follows comes")
    func dropped() async throws {
        let bench = Bench(width: 1)
        bench.trials.answer("a1", .dropped("never"))
        bench.trials.answer("b1", .retry(at: bench.clock.now().addingTimeInterval(9), "no"))
        try await bench.running {
            try await bench.queue.add([
                bench.errand("a", 1), bench.errand("a", 2), bench.errand("b", 1, expires: 8), bench.errand("b", 2),
            ])
            try await bench.untilEmpty()
        }
        #expect(bench.trials.tried.sorted() == ["a1", "a2", "b1", "b2"])
    }

    @Test("no more are carried out at once than may be, and all in the end")
    func width() async throws {
        let bench = Bench(width: 3)
        try await bench.running {
            try await bench.queue.add((0..<300).map { bench.errand("lane\($0 % 60)-", $0) })
            try await bench.untilEmpty()
        }
        #expect(bench.trials.tried.count == 300 && bench.trials.mostAtOnce == 3)
    }

    @Test("at the end what is under way is finished")
    func end() async throws {
        let bench = Bench()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let started = AsyncStream<Void>.makeStream()
        let bell = ErrandBell()
        let runner = ErrandRunner(
            .push, queue: bench.queue, bell: bell, clock: bench.clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { _ in
            started.continuation.yield()
            for await _ in gate { break }
            return .done
        }
        let service = Task { try await runner.run() }  // ends with the test, not by itself
        try await bench.queue.add([
            Errand(.push, lane: "a", seq: 1, churchID: Switchboard.church, body: "{}", notBefore: bench.clock.now())
        ])
        bell.ring([.push])
        for await _ in started.stream { break }
        service.cancel()
        open.yield()
        try await service.value
        #expect(try await bench.queue.waiting(.push, limit: 1) == 0)
    }
}
