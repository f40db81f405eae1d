import CallSignaling
import DequeModule
import Synchronization

/// What waits for one reader of a stream, who takes it piece by piece.
///
/// Concurrency: safe to use from anywhere; one task takes. Bounded: a reader who is too slow is cut off.
final class EventQueue: Sendable {
    /// Why a stream ends; the code that its last event has.
    enum End: String, Sendable {
        /// His token's time is over.
        case tokenExpired = "token_expired"
        /// His token was withdrawn, or is good no more.
        case tokenRevoked = "token_revoked"
        /// He read too slowly.
        case tooSlow = "too_slow"
        /// He has opened as many others since.
        case replaced
        /// The time that he gave is over.
        case done
        /// The service stops.
        case shuttingDown = "shutting_down"
    }

    /// What is to be written next.
    enum Piece: Sendable {
        case events([StreamEvent])
        /// Something was missed.
        case reset(EventPosition)
        case heartbeat(EventPosition)
        case end(End)
        /// The reader is gone.
        case cancelled
    }

    private struct State {
        var waiting: Deque<StreamEvent> = []
        var bytes = 0
        var reset: EventPosition?
        var beat: EventPosition?
        var end: End?
        var isCancelled = false
        var reader: CheckedContinuation<Piece, Never>?
        /// The last signals, by hash: the same one comes on several topics, and again.
        var seen: Deque<Int> = []
    }

    private static let remembered = 64

    private let state = Mutex(State())
    private let limits: EventStreamLimits

    init(_ limits: EventStreamLimits) { self.limits = limits }

    /// Appends an event, unless its signal was seen. Returns whether the reader is fast enough.
    func append(_ event: StreamEvent) -> Bool {
        change { state in
            guard state.end == nil else { return true }
            let hash = event.signalID.hashValue
            guard !state.seen.contains(hash) else { return true }
            state.seen.append(hash)
            if state.seen.count > Self.remembered { state.seen.removeFirst() }
            state.waiting.append(event)
            state.beat = nil  // it would set the reader back
            state.bytes += event.size
            guard state.waiting.count <= limits.mostWaiting, state.bytes <= limits.mostWaitingBytes else {
                Self.end(&state, .tooSlow)
                return false
            }
            return true
        }
    }

    /// Appends what a reader who comes again has missed, or nothing of it where it is more than may wait. Returns whether it was appended.
    func fill(_ missed: [StreamEvent]) -> Bool {
        let bytes = missed.reduce(0) { $0 + $1.size }
        guard missed.count <= limits.mostWaiting, bytes <= limits.mostWaitingBytes else { return false }
        return missed.allSatisfy(append)
    }

    /// Tells the reader that something was missed before `position`.
    func reset(at position: EventPosition) { change { $0.reset = position } }

    /// Has the reader give a sign of life, all before `position` being his by now.
    func beat(at position: EventPosition) { change { $0.beat = position } }

    /// Ends the stream; what waits is left out where he was too slow.
    func end(_ end: End) { change { Self.end(&$0, end) } }

    /// The next piece, for which the caller waits; `cancelled` when his task is.
    func next() async -> Piece {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let piece = state.withLock { state -> Piece? in
                    if let piece = Self.take(&state) { return piece }
                    state.reader = continuation
                    return nil
                }
                if let piece { continuation.resume(returning: piece) }
            }
        } onCancel: {
            change { $0.isCancelled = true }
        }
    }

    private static func end(_ state: inout State, _ end: End) {
        guard state.end == nil else { return }
        state.end = end
        if end == .tooSlow { state.waiting = [] }
    }

    private static func take(_ state: inout State) -> Piece? {
        if state.isCancelled { return .cancelled }
        if let position = state.reset {
            state.reset = nil
            return .reset(position)
        }
        if !state.waiting.isEmpty {
            defer { (state.waiting, state.bytes) = ([], 0) }
            return .events(Array(state.waiting))
        }
        if let end = state.end { return .end(end) }
        guard let position = state.beat else { return nil }
        state.beat = nil
        return .heartbeat(position)
    }

    /// Changes the state, and wakes the reader where there is something for him.
    @discardableResult
    private func change<R>(_ body: (inout State) -> R) -> R where R: Sendable {
        let (result, wake) = state.withLock { state -> (R, (CheckedContinuation<Piece, Never>, Piece)?) in
            let result = body(&state)
            guard let reader = state.reader, let piece = Self.take(&state) else { return (result, nil) }
            state.reader = nil
            return (result, (reader, piece))
        }
        if let (reader, piece) = wake { reader.resume(returning: piece) }
        return result
    }
}
