import DequeModule
import FoundationEssentials

/// The last events of a church, for those who come again. Bounded by age, number and bytes.
struct EventWindow {
    private var kept: Deque<(event: StreamEvent, at: Date)> = []
    /// The number of the last event.
    private(set) var last = 0
    /// Bytes of all that is kept.
    private(set) var size = 0

    /// The number of the oldest event that is not kept any more.
    private var forgotten: Int { last - kept.count }

    /// Takes the next event in, which has number `last + 1`.
    mutating func append(_ event: StreamEvent, at now: Date, _ limits: EventStreamLimits) {
        kept.append((event, now))
        last = event.position.number
        size += event.size
        while kept.count > limits.windowEvents || size > 3 * limits.mostWaitingBytes { removeFirst() }
    }

    /// Forgets what came before `date`.
    mutating func forget(before date: Date) {
        while let first = kept.first, first.at < date { removeFirst() }
    }

    /// Forgets everything; numbers go on.
    mutating func forgetAll() {
        kept = []
        size = 0
    }

    /// All that came after `number`; nil where some of it is forgotten, or it never was.
    func events(after number: Int) -> [StreamEvent]? {
        guard number >= forgotten, number <= last else { return nil }
        return kept.suffix(last - number).map(\.event)
    }

    private mutating func removeFirst() {
        if let first = kept.popFirst() { size -= first.event.size }
    }
}
