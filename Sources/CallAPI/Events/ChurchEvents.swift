import CallSignaling
import FoundationEssentials
import TopicAccess

/// One church's streams, and its last events. Under the hub's lock.
final class ChurchEvents {
    private struct Stream {
        var listener: EventListener
        let queue: EventQueue
        var nextBeat: Date
    }

    private(set) var window = EventWindow()
    /// Since when nobody listens; nil while somebody does.
    private(set) var idleSince: Date?
    private var streams: [Int: Stream] = [:]
    /// By member, the oldest first.
    private var byMember: [MemberID: [Int]] = [:]
    /// Those of members, by the calls whose topics are theirs to hear.
    private var byCall: [CallID: Set<Int>] = [:]
    private var administrators: Set<Int> = []
    /// The calls of those who have gone, for their coming again.
    private var remembered: [MemberID: (calls: HeardCalls, at: Date)] = [:]

    /// Most members who are remembered.
    private static let memory = 10_000

    /// Hands an event, the next of the church, to those it is for.
    func deliver(_ event: StreamEvent, at now: Date, _ limits: EventStreamLimits) {
        window.append(event, at: now, limits)
        for id in listeners(of: event) where isHeard(event, by: id) { _ = streams[id]?.queue.append(event) }
    }

    /// Adds a stream, which gets what it has missed, where that is known; returns false, and it gets none of it, where that is more than it can take at once.
    /// His oldest ends where a member has too many.
    func add(
        _ id: Int, _ listener: EventListener, _ queue: EventQueue, of calls: [CallID], missed: [StreamEvent]?, at now: Date,
        _ limits: EventStreamLimits
    ) -> Bool {
        let member = listener.principal.memberID
        let others = byMember[member] ?? []
        if others.count >= limits.mostOfMember, let oldest = others.first { streams[oldest]?.queue.end(.replaced) }
        streams[id] = Stream(listener: listener, queue: queue, nextBeat: now.addingTimeInterval(limits.heartbeat))
        byMember[member] = others + [id]
        if listener.hearsChurch { administrators.insert(id) }
        idleSince = nil
        if missed != nil, let before = remembered[member]?.calls { resume(before, id) }
        for call in calls { add(call, to: id) }
        return queue.fill((missed ?? []).filter { isHeard($0, by: id) })
    }

    private func resume(_ calls: HeardCalls, _ id: Int) {
        streams[id]?.listener.calls = calls
        for call in calls.all { byCall[call, default: []].insert(id) }
    }

    /// Makes a call's topics a stream's reader's to hear.
    func add(_ call: CallID, to id: Int) {
        guard let before = streams[id]?.listener.calls.all, before.last != call else { return }
        streams[id]?.listener.calls.take(call)
        let after = streams[id]?.listener.calls.all ?? []
        for call in before where !after.contains(call) { forget(call, id) }
        byCall[call, default: []].insert(id)
    }

    func remove(_ id: Int, at now: Date) {
        guard let listener = streams.removeValue(forKey: id)?.listener else { return }
        let member = listener.principal.memberID
        let others = (byMember[member] ?? []).filter { $0 != id }
        byMember[member] = others.isEmpty ? nil : others
        administrators.remove(id)
        for call in listener.calls.all { forget(call, id) }
        if streams.isEmpty { idleSince = now }
        if remembered.count >= Self.memory { remembered = [:] }
        if !listener.calls.all.isEmpty { remembered[member] = (listener.calls, now) }
    }

    /// Forgets old events, ends what is over, and has the others give signs of life.
    func tick(_ run: String, at now: Date, _ limits: EventStreamLimits) {
        let limit = now.addingTimeInterval(-limits.window)
        window.forget(before: limit)
        if !remembered.isEmpty { remembered = remembered.filter { $0.value.at >= limit } }
        let position = EventPosition(run: run, number: window.last)
        for (id, stream) in streams {
            if stream.listener.expiry <= now { stream.queue.end(.tokenExpired) }
            if let until = stream.listener.until, until <= now { stream.queue.end(.done) }
            guard stream.nextBeat <= now else { continue }
            streams[id]?.nextBeat = now.addingTimeInterval(limits.heartbeat)
            stream.queue.beat(at: position)
        }
    }

    /// Forgets all events; numbers go on.
    func forgetEvents() { window.forgetAll() }

    /// Tells all that they have missed something.
    func reset(_ run: String) {
        forgetEvents()
        let position = EventPosition(run: run, number: window.last)
        for stream in streams.values { stream.queue.reset(at: position) }
    }

    func endAll(_ end: EventQueue.End) {
        for stream in streams.values { stream.queue.end(end) }
    }

    private func listeners(of event: StreamEvent) -> Set<Int> {
        switch event.topic {
        case .incomingCall(_, let member), .callStatus(_, let member), .webRTC(_, let member):
            administrators.union(byMember[member] ?? [])
        case .signal(_, let call), .participants(_, let call): administrators.union(byCall[call] ?? [])
        case .presence, .engagement, .settings: []
        }
    }

    /// Whether an event is for a stream's reader. What it says to him of a call makes that call's topics his to hear.
    private func isHeard(_ event: StreamEvent, by id: Int) -> Bool {
        streams[id]?.listener.note(event)
        guard let listener = streams[id]?.listener, listener.hears(event) else { return false }
        if !listener.hearsChurch, let call = event.callID { add(call, to: id) }
        return true
    }

    private func forget(_ call: CallID, _ id: Int) {
        byCall[call]?.remove(id)
        if byCall[call]?.isEmpty == true { byCall[call] = nil }
    }
}
