import CallSignaling
import FoundationEssentials

/// What the relay knows; pure bookkeeping under the relay's lock.
///
/// A signal of ours in the store is *known* when it is under way, set aside, or done and not yet discarded. All others are to be read.
struct RelayState {
    private struct Step {
        var messages: Int
        var isRefused = false
        var isCutOff = false
    }

    private struct Behind {
        /// How many changes have come since.
        var changes = 0
        /// When it is read next, and the wait before; longer each time that others hold it up, so that it does not keep the rest from being read.
        var date = Date.distantPast
        var wait = 0.0
    }

    private struct Suspect: Hashable {
        let key: CallKey
        let seq: Int
    }

    /// Longest time between two readings of a call that others hold up, seconds.
    static let longestWait = 2.0
    /// Most calls noted as behind one by one; with more, everything is read.
    static let behindLimit = 20_000

    private var underWay: [CallKey: [Int: Step]] = [:]
    private var done: [CallKey: [Int]] = [:]
    /// Discarded at the last flush; known for one more, as reports of their being stored may still be on their way.
    private var discarded: [DeliveredSignals] = []
    private var aside = RefusedSignals()
    /// Calls with signals in the store that must go first.
    private var behind: [CallKey: Behind] = [:]
    private var isBehind = !FaultFlags.isRelayRecoveryOff
    private var isReading = false
    private var losses = 0
    private var suspects: Set<Suspect> = []
    private var outstanding = 0
    private var totals = RelayCounts()

    var counts: RelayCounts {
        var counts = totals
        (counts.outstanding, counts.behind, counts.isBehind) = (outstanding, behind.count, isBehind)
        return counts
    }

    /// Whether nothing is on its way or has to be.
    var isIdle: Bool { outstanding == 0 && behind.isEmpty && !isBehind }

    var hasRoom: Bool { outstanding < SignalRelay.outstandingLimit / 2 }

    var doneCount: Int { done.count }

    // MARK: Stored changes

    /// Whether the caller is to publish a stored change's signals at once: so many messages each. If not, they wait in the store until they are read.
    mutating func admit(_ commit: Commit, messages: [Int], isConnected: Bool) -> Bool {
        let key = commit.call.key
        guard !commit.signals.isEmpty, !commit.signals.contains(where: { isKnown(key, $0.seq) }) else {
            return false  // they were read from the store before the writer heard that they are in it
        }
        if !isBehind, !isConnected || outstanding >= SignalRelay.outstandingLimit { loseTrack() }
        if isBehind {
            if isReading { noteBehind(key) }
            return false
        }
        let isHindered = isHalfCutOff(key) || commit.outbox.contains { !$0.isOurs || !isKnown(key, $0.seq) }
        guard behind[key] == nil, !isHindered || FaultFlags.isRelayRecoveryOff else {
            noteBehind(key)
            return false
        }
        for (entry, count) in zip(commit.signals, messages) { begin(key, entry.seq, messages: count) }
        return true
    }

    /// The call's signals are to be read from the store.
    mutating func noteBehind(_ key: CallKey) {
        behind[key, default: Behind()].changes += 1
        if behind.count > Self.behindLimit {
            behind = [:]
            loseTrack()
        }
    }

    /// Everything is to be read from the store.
    mutating func loseTrack() {
        guard !FaultFlags.isRelayRecoveryOff else { return }
        losses += 1
        isBehind = true
    }

    // MARK: Reading

    /// Begins to read all that is ours, if it is to be; what is stored meanwhile waits for its turn. Hands out a number to end with.
    mutating func startReading() -> Int? {
        guard isBehind else { return nil }
        isReading = true
        return losses
    }

    /// All that was ours was read, unless `ticket` is nil or track was lost since.
    mutating func finishReading(_ ticket: Int?) {
        isReading = false
        if ticket == losses { isBehind = false }
    }

    /// Calls to be read one by one, at most `limit`.
    func keysBehind(at now: Date, limit: Int) -> [CallKey: Int] {
        guard !isBehind else { return [:] }
        let due = behind.lazy.filter { $0.value.date <= now }.prefix(limit)
        var keys = Dictionary(due.map { ($0.key, $0.value.changes) }) { first, _ in first }
        for key in aside.due(at: now, limit: max(0, limit - keys.count)) where keys[key] == nil { keys[key] = 0 }
        return keys
    }

    /// Of a call's signals as read, those to be published now. The caller must then publish them all; each has so many messages. What comes after one of which a
    /// message was cut off while another may still arrive waits until that is known, and it can be published again.
    mutating func take(_ pending: PendingSignals, at now: Date, messages: (OutboxEntry) -> Int) -> [OutboxEntry] {
        pending.unhindered.prefix { underWay[pending.key]?[$0.seq]?.isCutOff != true }.filter { entry in
            guard !isKnown(pending.key, entry.seq) || aside.take(pending.key, entry.seq, at: now) else { return false }
            let count = messages(pending.wanted(entry))
            begin(pending.key, entry.seq, messages: count)
            return count > 0
        }
    }

    /// A call was read when `changes` were noted: it is behind no more, unless others hold it up or more has come since.
    mutating func finishReading(_ key: CallKey, changes: Int, isHindered: Bool, at now: Date) {
        guard var call = behind[key] else { return }
        if isHindered {
            call.wait = min(Self.longestWait, max(SignalRelay.turn, call.wait * 1.5))
            call.date = now.addingTimeInterval(call.wait)
            behind[key] = call
        } else if call.changes == changes {
            behind[key] = nil
        }
    }

    /// Takes note of ours in the store that nobody knows of. Whatever was unknown at the last look too is to be read.
    mutating func suspect(_ pending: [PendingSignals], except uncertain: Set<CallKey>) {
        let before = suspects
        suspects = []
        for signals in pending where !uncertain.contains(signals.key) && behind[signals.key] == nil {
            for entry in signals.entries where !isKnown(signals.key, entry.seq) {
                let suspect = Suspect(key: signals.key, seq: entry.seq)
                if before.contains(suspect) { noteBehind(signals.key) } else { suspects.insert(suspect) }
            }
        }
    }

    // MARK: What became of messages

    /// What became of a message.
    enum Fate {
        case acknowledged, refused, cutOff
    }

    /// One of a signal's messages has met its fate.
    mutating func finish(_ key: CallKey, _ seq: Int, _ fate: Fate, at now: Date) {
        outstanding -= 1
        if fate == .cutOff { loseTrack() }
        guard var step = underWay[key]?[seq] else { return }
        step.messages -= 1
        step.isRefused = step.isRefused || fate == .refused
        step.isCutOff = step.isCutOff || fate == .cutOff
        guard step.messages == 0 else { return underWay[key, default: [:]][seq] = step }
        if step.isCutOff {
            totals.cutOff += 1
            forget(key, seq)
            if fate != .cutOff { noteBehind(key) }  // it may have been read since it was cut off, and passed over
        } else if step.isRefused {
            totals.refused += 1
            forget(key, seq)
            aside.put(key, seq, at: now)
        } else {
            totals.published += 1
            conclude(key, seq)
        }
    }

    /// Hands out what is to be discarded; it stays known until `forget` or `putBack`.
    mutating func takeDone() -> [DeliveredSignals] {
        defer { done = [:] }
        for (key, seqs) in done { for seq in seqs { underWay[key, default: [:]][seq] = Step(messages: 0) } }
        return done.map { DeliveredSignals(key: $0.key, seqs: $0.value) }
    }

    /// These are out of the store; those of the time before are known no more.
    mutating func forget(_ signals: [DeliveredSignals]) {
        for signals in discarded { for seq in signals.seqs { forget(signals.key, seq) } }
        discarded = signals
    }

    mutating func putBack(_ signals: [DeliveredSignals]) {
        for signals in signals { for seq in signals.seqs { conclude(signals.key, seq) } }
    }

    private func isKnown(_ key: CallKey, _ seq: Int) -> Bool {
        underWay[key]?[seq] != nil || done[key]?.contains(seq) == true || aside.holds(key, seq)
    }

    private func isHalfCutOff(_ key: CallKey) -> Bool { underWay[key]?.values.contains(where: \.isCutOff) == true }

    private mutating func begin(_ key: CallKey, _ seq: Int, messages: Int) {
        guard messages > 0 else {
            totals.expired += 1
            return conclude(key, seq)
        }
        outstanding += messages
        underWay[key, default: [:]][seq] = Step(messages: messages)
    }

    private mutating func conclude(_ key: CallKey, _ seq: Int) {
        forget(key, seq)
        aside.forget(key, seq)
        done[key, default: []].append(seq)
    }

    private mutating func forget(_ key: CallKey, _ seq: Int) {
        underWay[key]?[seq] = nil
        if underWay[key]?.isEmpty == true { underWay[key] = nil }
    }
}
