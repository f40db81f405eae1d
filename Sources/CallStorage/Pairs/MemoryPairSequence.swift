public import CallControl
public import FoundationEssentials
import Synchronization

/// Numbers of pairs in memory, for tests and for trying the service out. One lock makes every method atomic.
public final class MemoryPairSequence: PairSequence {
    private struct State {
        var numbers: [PeerPair: (last: Int, until: Date)] = [:]
        var nextCleaning = 1_000
    }

    private let state = Mutex(State())

    /// No numbers given yet.
    public init() {}

    /// The pair's next number; see the port.
    public func next(of pair: PeerPair, keptUntil date: Date) async throws -> Int {
        state.withLock { state in
            if state.numbers.count >= state.nextCleaning {
                let now = Date()
                state.numbers = state.numbers.filter { $0.value.until > now }
                state.nextCleaning = max(1_000, state.numbers.count * 2)
            }
            let number = (state.numbers[pair]?.last ?? 0) + 1
            state.numbers[pair] = (number, date)
            return number
        }
    }

    /// Nothing to prepare.
    public func prepare() async throws {}
}
