import CallSignaling
import FoundationEssentials
import TopicAccess

/// What the hub knows; bookkeeping under its lock.
struct EventHubState {
    /// How a stream begins.
    struct Opening {
        let queue: EventQueue
        let position: EventPosition
        /// Whether nothing was missed since the reader's last time.
        let isResumed: Bool
        /// Whether something was.
        let isReset: Bool
    }

    /// What waits for the feed.
    typealias Waiter = CheckedContinuation<Bool, Never>

    /// How long the feed goes on for those who may come again, in windows.
    private static let patience = 2.0

    private let limits: EventStreamLimits
    private var churches: [ChurchID: ChurchEvents] = [:]
    private var places: [Int: ChurchID] = [:]
    private var waiters: [Int: Waiter] = [:]
    private var withdrawn: Set<Int> = []
    private var nextID = 0
    private var run = Self.newRun()
    private var isHearing = false
    private(set) var isClosed = false
    private(set) var isWanted = false
    private var lastUse = Date.distantPast
    private var kept = 0
    var demands: AsyncStream<EventHub.Demand>.Continuation?

    init(_ limits: EventStreamLimits) { self.limits = limits }

    var count: Int { places.count }

    private static func newRun() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }

    // MARK: The feed

    mutating func beginRun() -> [Waiter] {
        isHearing = true
        run = Self.newRun()
        for church in churches.values { church.reset(run) }
        kept = 0
        defer { waiters = [:] }
        return Array(waiters.values)
    }

    mutating func endRun() { isHearing = false }

    mutating func deliver(_ topic: Topic, _ name: String, _ payload: [UInt8], at now: Date) {
        guard let church = churches[topic.churchID] else { return }
        let position = EventPosition(run: run, number: church.window.last + 1)
        guard let event = StreamEvent(at: position, topic: topic, name: name, payload: payload) else { return }
        kept -= church.window.size
        if kept + event.size > limits.windowBytes { church.forgetEvents() }
        church.deliver(event, at: now, limits)
        kept += church.window.size
    }

    // MARK: Streams

    mutating func add(
        _ listener: EventListener, of calls: [CallID], after last: EventPosition?, hasHeard: Bool, at now: Date
    ) -> (id: Int, Opening) {
        nextID += 1
        want(at: now)
        let church = churches[listener.principal.churchID] ?? ChurchEvents()
        churches[listener.principal.churchID] = church
        places[nextID] = listener.principal.churchID
        let queue = EventQueue(limits)
        let missed = last.flatMap { $0.run == run && isHearing ? church.window.events(after: $0.number) : nil }
        let fits = church.add(nextID, listener, queue, of: calls, missed: missed, at: now, limits)
        let isResumed = missed != nil && fits
        let end = EventPosition(run: run, number: church.window.last)
        let opening = Opening(
            queue: queue, position: isResumed ? last ?? end : end, isResumed: isResumed, isReset: hasHeard && !isResumed)
        return (nextID, opening)
    }

    func add(_ call: CallID, to id: Int) {
        if let church = places[id] { churches[church]?.add(call, to: id) }
    }

    mutating func remove(_ id: Int, at now: Date) {
        guard let church = places.removeValue(forKey: id) else { return }
        churches[church]?.remove(id, at: now)
        lastUse = now
    }

    mutating func tick(at now: Date) {
        for (id, church) in churches {
            kept -= church.window.size
            church.tick(run, at: now, limits)
            if let idleSince = church.idleSince, now.timeIntervalSince(idleSince) > limits.window {
                churches[id] = nil
            } else {
                kept += church.window.size
            }
        }
        if isWanted, places.isEmpty, waiters.isEmpty, now.timeIntervalSince(lastUse) > Self.patience * limits.window {
            isWanted = false
            demands?.yield(.unwanted)
        }
    }

    mutating func close() -> [Waiter] {
        isClosed = true
        for church in churches.values { church.endAll(.shuttingDown) }
        demands?.finish()
        defer { waiters = [:] }
        return Array(waiters.values)
    }

    private mutating func want(at now: Date) {
        lastUse = now
        guard !isWanted else { return }
        isWanted = true
        demands?.yield(.wanted)
    }

    // MARK: Waiting for the feed

    mutating func makeTicket() -> Int {
        nextID += 1
        want(at: Date())
        return nextID
    }

    /// The answer where it is known already; else it comes to `waiter`.
    mutating func wait(_ waiter: Waiter, _ ticket: Int) -> Bool? {
        if withdrawn.remove(ticket) != nil || isClosed { return false }
        if isHearing { return true }
        waiters[ticket] = waiter
        return nil
    }

    mutating func withdraw(_ ticket: Int) -> Waiter? {
        guard let waiter = waiters.removeValue(forKey: ticket) else {
            if !isHearing { withdrawn.insert(ticket) }
            return nil
        }
        return waiter
    }
}
