import CallSignaling
import DequeModule

/// How the relay is doing.
public struct RelayCounts: Sendable, Hashable {
    /// Signals the broker has acknowledged on all their topics.
    public var published = 0
    /// Signals nobody wanted any more.
    public var expired = 0
    /// Signals that could not be published and were left to be read again.
    public var failed = 0
    /// Messages handed to the broker's client and not acknowledged.
    public var outstanding = 0
    /// Changes waiting in memory.
    public var backlog = 0
}

/// What the relay knows; pure bookkeeping under the relay's lock.
struct RelayState {
    private struct Suspect: Hashable {
        let key: CallKey
        let seq: Int
    }

    private struct Progress {
        var messages: Int
        var hasFailed = false
    }

    private(set) var backlog = Deque<PendingSignals>()
    private var isDraining = false
    private var outstanding = 0
    private var progress: [CallKey: [Int: Progress]] = [:]
    private var done: [CallKey: [Int]] = [:]
    private var totals = RelayCounts()
    /// Whether the store is known to hold signals that are not on their way.
    var mustRead = false
    /// Whether the broker refused something; it is read again at the next sweep.
    private(set) var hasFailed = false
    /// Calls with signals in the store that are not on their way: the broker refused them, there was no room for them, or a write whose outcome
    /// was unknown took place after all. Until those are read, the call's later ones wait in the store too. Counts what has come since.
    private(set) var gaps: [CallKey: Int] = [:]
    private var lastSeq: [CallKey: Int] = [:]
    private var suspects: Set<Suspect> = []
    /// Most calls whose last signal is remembered; forgetting costs no signal, only the notice of a gap before the next sweep.
    private static let seqLimit = 50_000
    /// Whether changes went past a full backlog; until they are read everything waits in the store, so that the order is kept.
    private var hasOverflowed = false
    private var isReading = false
    /// Whether all that an earlier run left has been read; before that, whoever goes on with a call of that run waits for it.
    private var hasReadAll = false

    var counts: RelayCounts {
        var counts = totals
        counts.outstanding = outstanding
        counts.backlog = backlog.count
        return counts
    }

    /// Whether the signals of a stored change follow on those before; if not, they wait in the store until the missing ones are read.
    mutating func follows(_ commit: Commit) -> Bool {
        let key = commit.call.key
        let last = lastSeq[key]
        if lastSeq.count >= Self.seqLimit { lastSeq = [:] }
        lastSeq[key] = commit.call.status.isLive ? commit.call.seq : nil
        guard let first = commit.signals.first else { return false }
        let isNext = last.map { $0 + 1 == first.seq } ?? (hasReadAll || first.seq == 1)
        guard gaps[key] != nil || !isNext else { return true }
        gaps[key, default: 0] += 1
        mustRead = true
        return false
    }

    /// Takes note that the store is about to be read; returns whether all that waits there is to go out.
    mutating func startReading() -> Bool {
        defer { (mustRead, hasFailed, isReading) = (false, false, true) }
        return mustRead || hasFailed
    }

    /// The store was read: `known` gaps are filled if nothing was left out.
    mutating func finishReading(_ known: [CallKey: Int], isComplete: Bool) {
        isReading = false
        if isComplete {
            (hasOverflowed, hasReadAll) = (false, true)
            for (key, count) in known where gaps[key] == count { gaps[key] = nil }
        }
        if !isComplete || !gaps.isEmpty { mustRead = true }
    }

    /// The store could not be read.
    mutating func failReading(wasNeeded: Bool) {
        isReading = false
        if wasNeeded { mustRead = true }
    }

    /// Those of `pending` that were waiting, unknown to this relay, at the last sweep already: somebody else's would be gone by now.
    mutating func overdue(_ pending: [PendingSignals]) -> [PendingSignals] {
        let before = suspects
        suspects = []
        return pending.compactMap { signals in
            let unknown = untracked(signals)
            for entry in unknown.entries { suspects.insert(Suspect(key: signals.key, seq: entry.seq)) }
            let late = unknown.entries.filter { before.contains(Suspect(key: signals.key, seq: $0.seq)) }
            return late.isEmpty ? nil : PendingSignals(key: signals.key, entries: late)
        }
    }

    /// What is to become of signals.
    enum Admission {
        case publish, wait, leaveInStore
    }

    /// Whether the caller is to publish `signals` at once; otherwise they wait here or, when it is full, in the store. Those read from the store
    /// (`isLeftover`) come before what overflowed after them.
    mutating func admit(_ signals: PendingSignals, isConnected: Bool, isLeftover: Bool = false) -> Admission {
        let isBehind = hasOverflowed && !isLeftover
        if isConnected, !isDraining, !isBehind, backlog.isEmpty, outstanding < SignalRelay.outstandingLimit { return .publish }
        if !isBehind, backlog.count < SignalRelay.backlogLimit {
            backlog.append(signals)
            for entry in signals.entries { track(signals.key, entry.seq, .init(messages: 0)) }
            return .wait
        }
        hasOverflowed = true
        mustRead = true
        if isReading { gaps[signals.key, default: 0] += 1 }
        return .leaveInStore
    }

    /// Those of `signals` that are neither on their way nor done.
    func untracked(_ signals: PendingSignals) -> PendingSignals {
        let known = progress[signals.key]
        let finished = done[signals.key] ?? []
        return PendingSignals(
            key: signals.key, entries: signals.entries.filter { known?[$0.seq] == nil && !finished.contains($0.seq) })
    }

    /// A signal goes out on so many topics; on none when it has expired.
    mutating func begin(_ key: CallKey, _ seq: Int, messages: Int) {
        guard messages > 0 else {
            totals.expired += 1
            return conclude(key, seq)
        }
        outstanding += messages
        track(key, seq, .init(messages: messages))
    }

    /// One of its messages was acknowledged, or failed.
    mutating func finish(_ key: CallKey, _ seq: Int, succeeded: Bool) {
        outstanding -= 1
        guard var step = progress[key]?[seq] else { return }
        step.messages -= 1
        if !succeeded { step.hasFailed = true }
        guard step.messages == 0 else { return track(key, seq, step) }
        if step.hasFailed {
            totals.failed += 1
            hasFailed = true
            gaps[key, default: 0] += 1
            untrack(key, seq)
        } else {
            totals.published += 1
            conclude(key, seq)
        }
    }

    /// Whether the caller is to drain the backlog now.
    mutating func startDraining() -> Bool {
        guard !isDraining, !backlog.isEmpty, outstanding < SignalRelay.outstandingLimit / 2 else { return false }
        isDraining = true
        return true
    }

    /// The next change to publish; nil ends the draining.
    mutating func nextInBacklog(isConnected: Bool) -> PendingSignals? {
        guard isConnected, outstanding < SignalRelay.outstandingLimit, let next = backlog.popFirst() else {
            isDraining = false
            return nil
        }
        return next
    }

    /// Hands out what is to be discarded; it stays known until `forget` or `putBack`.
    mutating func takeDone() -> [DeliveredSignals] {
        defer { done = [:] }
        for (key, seqs) in done { for seq in seqs { track(key, seq, .init(messages: 0)) } }
        return done.map { DeliveredSignals(key: $0.key, seqs: $0.value) }
    }

    mutating func forget(_ discarded: [DeliveredSignals]) {
        for signals in discarded { for seq in signals.seqs { untrack(signals.key, seq) } }
    }

    mutating func putBack(_ signals: [DeliveredSignals]) {
        for signals in signals { for seq in signals.seqs { conclude(signals.key, seq) } }
    }

    private mutating func conclude(_ key: CallKey, _ seq: Int) {
        untrack(key, seq)
        done[key, default: []].append(seq)
    }

    private mutating func track(_ key: CallKey, _ seq: Int, _ step: Progress) { progress[key, default: [:]][seq] = step }

    private mutating func untrack(_ key: CallKey, _ seq: Int) {
        progress[key]?[seq] = nil
        if progress[key]?.isEmpty == true { progress[key] = nil }
    }
}
