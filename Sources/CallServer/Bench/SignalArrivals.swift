import CallSignaling
import MQTT

/// Signals as they arrive, for groups that wait for them. Belongs to the generator's event loop.
///
/// Calls that are over are remembered for a while, to count what still comes.
final class SignalArrivals {
    /// A signal did not come.
    struct Missing: Error {}

    /// A signal's way to somebody: one topic.
    struct Way: Hashable {
        let type: SignalType
        /// The member whose inbox it is; nil for a call's own topics.
        let member: MemberID?
    }

    private struct Arrival {
        let way: Way
        let signalID: String
        let at: ContinuousClock.Instant
    }

    private struct Waiting {
        let ways: [Way]
        let limit: ContinuousClock.Instant
        let continuation: CheckedContinuation<ContinuousClock.Instant?, Never>
    }

    private struct Record {
        var arrivals: [Arrival] = []
        var waiting: Waiting?
        var endedAt: ContinuousClock.Instant?
    }

    /// How long a signal is waited for, and a call remembered.
    static let patience = Duration.seconds(10)

    private var records: [CallID: Record] = [:]
    /// Signals that came to one topic twice, without being meant to.
    private(set) var duplicates = 0
    /// Signals that came, each once for its topic.
    private(set) var count = 0

    /// Takes note of a message.
    func receive(_ message: MQTTMessage, at now: ContinuousClock.Instant = .now) {
        guard let signal = SignalScan(message.payload) else { return }  // apps may publish anything
        let way = Way(type: signal.type, member: Self.member(of: message.topic.string))
        let isRepeat = records[signal.callID]?.arrivals.contains { $0.way == way && $0.signalID == signal.signalID } ?? false
        if isRepeat {
            if !Self.mayRepeat.contains(signal.type) { duplicates += 1 }
            return
        }
        count += 1
        records[signal.callID, default: Record()].arrivals.append(Arrival(way: way, signalID: signal.signalID, at: now))
        wake(signal.callID)
    }

    /// When the last of `ways` was reached; nil when one of them was not, in ten seconds. One waits for a call at a time.
    func last(of ways: [Way], in call: CallID, isolation: isolated (any Actor)? = #isolation) async -> ContinuousClock.Instant? {
        if let time = time(of: ways, in: call) { return time }
        return await withCheckedContinuation { continuation in
            records[call, default: Record()].waiting = Waiting(ways: ways, limit: .now + Self.patience, continuation: continuation)
        }
    }

    /// A call is over.
    func end(_ call: CallID) { records[call]?.endedAt = .now }

    /// Gives up what has waited too long, and forgets calls that were over long ago.
    func expire(at now: ContinuousClock.Instant = .now) {
        for (call, record) in records {
            if let waiting = record.waiting, waiting.limit < now {
                records[call]?.waiting = nil
                waiting.continuation.resume(returning: nil)
            }
            if let ended = record.endedAt, ended.duration(to: now) > Self.patience { records[call] = nil }
        }
    }

    /// Meant to be repeated while nobody has acknowledged them (docs/decisions/0007).
    private static let mayRepeat: Set<SignalType> = [.callInvite, .callCancel]

    private func wake(_ call: CallID) {
        guard let waiting = records[call]?.waiting, let time = time(of: waiting.ways, in: call) else { return }
        records[call]?.waiting = nil
        waiting.continuation.resume(returning: time)
    }

    private func time(of ways: [Way], in call: CallID) -> ContinuousClock.Instant? {
        guard let arrivals = records[call]?.arrivals else { return nil }
        var latest: ContinuousClock.Instant?
        for way in ways {
            guard let arrival = arrivals.first(where: { $0.way == way }) else { return nil }
            latest = max(latest ?? arrival.at, arrival.at)
        }
        return latest
    }

    /// The member of `faithflow/{church}/member/{member}/…`.
    private static func member(of topic: String) -> MemberID? {
        let levels = topic.split(separator: "/", maxSplits: 4)
        return levels.count == 5 && levels[2] == "member" ? MemberID(String(levels[3])) : nil
    }
}
