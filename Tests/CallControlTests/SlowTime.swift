import CallControl
import CallSignaling
import CallStorage
import FoundationEssentials
import Synchronization

/// A store that takes its time to tell the time.
final class SlowTime: StandInRepository {
    private struct State {
        var delay: Double
        var time: Date
        var asked = 0
    }

    let base: any CallRepository = MemoryCallRepository { _ in }
    private let state: Mutex<State>

    init(delay: Double, time: Date) { state = Mutex(State(delay: delay, time: time)) }

    var asked: Int { state.withLock(\.asked) }

    func set(delay: Double, time: Date) {
        state.withLock { state in
            state.delay = delay
            state.time = time
        }
    }

    func serverTime() async throws -> Date {
        let now = state.withLock { state in
            state.asked += 1
            return state
        }
        try await Task.sleep(for: .seconds(now.delay))
        return now.time
    }
}
