import DequeModule
import FoundationEssentials

/// What participants told one another and may have to be told again; pure bookkeeping under the relay's lock.
///
/// Each pair has a lane of its own. Of a lane, what the broker says nobody hears holds up all behind it; what it has delivered, as far as it says, is
/// kept until the one it is for has spoken himself, for the broker's word may be about somebody else who listens (docs/decisions/0038).
struct PeerLanes {
    /// What is to become of a message.
    enum Admission {
        /// It is to be published now.
        case publish
        /// It waits in its lane, behind others.
        case wait
        /// There is no room for it.
        case full
    }

    /// What the broker said of a message.
    enum Outcome {
        case heard, unheard, failed
    }

    private struct Kept {
        let message: OutboundMessage
        let expiresAt: Date
        var size: Int { message.payload.utf8.count }
    }

    private struct Lane {
        var kept: Deque<Kept> = []
        /// Whether nobody heard the first, and it is tried again and again.
        var isUnheard = false
        /// When all that is kept is said again; nil where nothing is.
        var repeatAt: Date?
        /// The wait after that, seconds.
        var gap = 1.0
        /// Whether the one it is for has said something himself.
        var isAnswering = false
        var usedAt: Date
    }

    /// How long a message is kept, seconds.
    static let lifetime = 10.0
    /// Most messages of a lane.
    static let laneLimit = 64
    /// Longest pause between repeats, seconds.
    static let longestGap = 4.0
    /// How long a silent lane is remembered, seconds: after that its first messages are repeated once more than need be.
    static let memory = 600.0

    /// Most bytes of all messages.
    let byteLimit: Int
    /// Most lanes.
    let limit: Int
    private var lanes: [PeerPair: Lane] = [:]
    /// Those that keep something.
    private var busy: Set<PeerPair> = []
    private var bytes = 0
    private var nextCleaning = Date.distantPast

    init(byteLimit: Int = 32 << 20, limit: Int = 20_000) {
        self.byteLimit = byteLimit
        self.limit = limit
    }

    /// Bytes of all that is kept.
    var size: Int { bytes }
    /// How many lanes are known.
    var count: Int { lanes.count }

    /// Takes a message in. Whatever becomes of it is then to be reported to `settle`, unless it waits.
    mutating func admit(_ message: OutboundMessage, of pair: PeerPair, at now: Date) -> Admission {
        drop(pair) { $0.expiresAt <= now }
        let size = message.payload.utf8.count
        guard bytes + size <= byteLimit else { return .full }
        if lanes[pair] == nil, lanes.count >= limit { forgetSilent(before: .distantFuture) }
        var lane = lanes[pair] ?? Lane(usedAt: now)
        guard lane.kept.count < Self.laneLimit || !lane.isUnheard, lanes.count < limit || lanes[pair] != nil else { return .full }
        if lane.kept.count >= Self.laneLimit, let first = lane.kept.popFirst() { bytes -= first.size }
        lane.usedAt = now
        lane.kept.append(Kept(message: message, expiresAt: now.addingTimeInterval(Self.lifetime)))
        bytes += size
        lanes[pair] = lane
        busy.insert(pair)
        return lane.isUnheard ? .wait : .publish
    }

    /// Takes note of what became of a message that was published. What is to be published next, in order: what waited behind it.
    mutating func settle(_ message: OutboundMessage, of pair: PeerPair, _ outcome: Outcome, at now: Date) -> [OutboundMessage] {
        guard var lane = lanes[pair], let index = lane.kept.firstIndex(where: { $0.message.signalID == message.signalID }) else {
            return []
        }
        var next: [OutboundMessage] = []
        switch outcome {
        case .failed: if !lane.isUnheard { remove(&lane, at: index) }
        case .unheard: lane.isUnheard = true
        case .heard:
            if lane.isUnheard, index == 0 {
                lane.isUnheard = false
                next = lane.kept.dropFirst().map(\.message)
            }
            if lane.isAnswering { remove(&lane, at: index) } else if lane.repeatAt == nil { schedule(&lane, after: 1, at: now) }
        }
        lanes[pair] = lane
        if lane.kept.isEmpty { busy.remove(pair) }
        return next
    }

    /// Takes note that who is meant by `pair` has spoken to who speaks in it; `isAnswer` says that he has heard him. What he may have missed, in order.
    mutating func hear(_ pair: PeerPair, isAnswer: Bool, at now: Date) -> [OutboundMessage] {
        var lane = lanes[pair] ?? Lane(usedAt: now)
        if lanes[pair] == nil, lanes.count >= limit { return [] }
        defer { lanes[pair] = lane }
        lane.usedAt = now
        let isFirst = !lane.isAnswering
        lane.isAnswering = true
        guard !lane.isUnheard, isFirst || isAnswer else { return [] }
        let missed = isAnswer ? [] : lane.kept.map(\.message)
        bytes -= lane.kept.reduce(0) { $0 + $1.size }
        lane.kept = []
        lane.repeatAt = nil
        busy.remove(pair)
        return missed
    }

    /// What is to be published again now, lane by lane, in order. Of a lane that nobody hears the first alone, whose outcome is to be settled.
    mutating func due(at now: Date) -> [(pair: PeerPair, messages: [OutboundMessage])] {
        var due: [(PeerPair, [OutboundMessage])] = []
        for pair in busy {
            drop(pair) { $0.expiresAt <= now }
            guard var lane = lanes[pair], !lane.kept.isEmpty else { continue }
            if lane.isUnheard {
                due.append((pair, lane.kept.prefix(1).map(\.message)))
            } else if let date = lane.repeatAt, date <= now {
                due.append((pair, lane.kept.map(\.message)))
                schedule(&lane, after: min(Self.longestGap, lane.gap * 2), at: now)
                lanes[pair] = lane
            }
        }
        if now >= nextCleaning {
            nextCleaning = now.addingTimeInterval(60)
            forgetSilent(before: now.addingTimeInterval(-Self.memory))
        }
        return due
    }

    private func schedule(_ lane: inout Lane, after gap: Double, at now: Date) {
        lane.gap = gap
        lane.repeatAt = now.addingTimeInterval(gap)
    }

    private mutating func remove(_ lane: inout Lane, at index: Int) {
        bytes -= lane.kept.remove(at: index).size
        if lane.kept.isEmpty { (lane.isUnheard, lane.repeatAt) = (false, nil) }
    }

    private mutating func drop(_ pair: PeerPair, where isOver: (Kept) -> Bool) {
        guard var lane = lanes[pair], lane.kept.contains(where: isOver) else { return }
        bytes -= lane.kept.reduce(0) { isOver($1) ? $0 + $1.size : $0 }
        lane.kept.removeAll(where: isOver)
        if lane.kept.isEmpty {
            (lane.isUnheard, lane.repeatAt) = (false, nil)
            busy.remove(pair)
        }
        lanes[pair] = lane
    }

    private mutating func forgetSilent(before date: Date) {
        lanes = lanes.filter { !$0.value.kept.isEmpty || $0.value.usedAt >= date }
    }
}
