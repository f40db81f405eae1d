import DequeModule
import Synchronization

/// The ids of the last events that were handled here, so that one that is sent twice costs nothing. Handled twice it would do no harm: other instances know of none of these.
final class KnownEvents: Sendable {
    /// Most ids.
    static let limit = 4_096

    private struct State {
        var ids: Set<String> = []
        var order: Deque<String> = []
    }

    private let state = Mutex(State())

    /// Whether it was handled here; one without an id never was.
    func contains(_ id: String) -> Bool { state.withLock { $0.ids.contains(id) } }

    /// Takes note of one; the oldest is forgotten.
    func insert(_ id: String) {
        guard !id.isEmpty else { return }
        state.withLock { state in
            guard state.ids.insert(id).inserted else { return }
            state.order.append(id)
            if state.order.count > Self.limit, let oldest = state.order.popFirst() { state.ids.remove(oldest) }
        }
    }
}
