public import CallSignaling
import Synchronization

/// Live calls as this instance last stored or read them, to save a read before a change. It may be behind: the version tells.
///
/// Bounded; when full, an arbitrary call goes. Ended calls are dropped at once. Safe to use from anywhere.
public final class LiveCallCache: Sendable {
    private struct Entry {
        let call: Call
        let outbox: [OutboxMark]
    }

    private let calls = Mutex<[CallKey: Entry]>([:])
    private let limit: Int

    /// A cache of at most `limit` calls.
    public init(limit: Int = 20_000) { self.limit = limit }

    /// Takes note of a stored change; an older one than is known already is ignored.
    ///
    /// `outbox` is what stood in the store's outbox when it was read: without that the call's next signals would overtake what waits.
    public func store(_ call: Call, outbox: [OutboxMark]) {
        calls.withLock { calls in
            if let known = calls[call.key]?.call, known.version > call.version { return }
            guard call.status.isLive else {
                calls[call.key] = nil
                return
            }
            if calls.count >= limit, calls[call.key] == nil, let victim = calls.keys.first { calls[victim] = nil }
            calls[call.key] = Entry(call: call, outbox: outbox)
        }
    }

    /// The call as last stored or read here.
    public func call(_ key: CallKey) -> Call? { calls.withLock { $0[key]?.call } }

    /// The call as last stored or read here, and what stood in its outbox when it was read.
    func entry(_ key: CallKey) -> (call: Call, outbox: [OutboxMark])? { calls.withLock { $0[key].map { ($0.call, $0.outbox) } } }

    /// Forgets all calls.
    func removeAll() { calls.withLock { $0 = [:] } }

    /// Forgets a call of which `version`, or an older one, turned out to be behind.
    public func remove(_ key: CallKey, upTo version: Int) {
        calls.withLock { calls in
            if let known = calls[key]?.call, known.version <= version { calls[key] = nil }
        }
    }
}
