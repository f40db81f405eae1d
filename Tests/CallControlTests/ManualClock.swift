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

    /// Turns the hands on, in steps, so that loops that sleep in short turns see each of them.
    func advance(by seconds: Double) async {
        let end = now().addingTimeInterval(seconds)
        while now() < end {
            await settle()
            let due = state.withLock { state in
                state.now = min(end, state.sleepers.values.map(\.date).filter { $0 > state.now }.min() ?? end).rounded
                let due = state.sleepers.filter { $0.value.date <= state.now }
                for id in due.keys { state.sleepers[id] = nil }
                return due.values.map(\.continuation)
            }
            for continuation in due { continuation.resume() }
        }
        await settle()
    }

    /// Lets whatever was woken run until it sleeps again.
    private func settle() async {
        for _ in 0..<200 { await Task.yield() }
    }
}

extension Date {
    fileprivate var rounded: Date { Date(timeIntervalSince1970: (timeIntervalSince1970 * 1_000).rounded() / 1_000) }
}
