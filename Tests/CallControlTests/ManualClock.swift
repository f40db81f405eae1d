import CallControl
import Foundation
import Synchronization

/// A clock whose hands a test turns. Sleepers wake when their time has come.
final class ManualClock: CallClock {
    private struct State {
        var now: Date
        var sleepers: [UUID: (date: Date, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state = Mutex(State(now: Date(timeIntervalSince1970: 1_800_000_000)))

    func now() -> Date { state.withLock(\.now) }

    func sleep(until date: Date) async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    guard date > state.now, !Task.isCancelled else { return true }
                    state.sleepers[id] = (date, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
        try Task.checkCancellation()
    }

    /// Turns the hands on, half a second at a time.
    func advance(by seconds: Double) async {
        let end = now().addingTimeInterval(seconds)
        await settle()
        while now() < end {
            let due = state.withLock { state in
                state.now = min(end, state.now.addingTimeInterval(0.5))
                let due = state.sleepers.filter { $0.value.date <= state.now }
                for id in due.keys { state.sleepers[id] = nil }
                return due.values.map(\.continuation)
            }
            for continuation in due { continuation.resume() }
            await settle(due.count)
        }
    }

    /// Turns the hands on at once, where nobody sleeps.
    func jump(by seconds: Double) { state.withLock { $0.now += seconds } }

    /// Lets what was woken run until as many sleep again, and what those started until it had its turn.
    private func settle(_ woken: Int = 0) async {
        let sleeping = state.withLock(\.sleepers.count) + woken
        for _ in 0..<1_000 where state.withLock(\.sleepers.count) < sleeping { await Task.yield() }
        for _ in 0..<50 { await Task.yield() }
    }
}
