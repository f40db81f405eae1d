import CallSignaling
import FoundationEssentials
import HeapModule

/// Calls by the time they are due; the same call may stand in it several times, the owner knows which one counts.
struct TimerQueue {
    private struct Item: Comparable {
        let date: Date
        let key: CallKey

        static func < (one: Item, other: Item) -> Bool { one.date < other.date }
        static func == (one: Item, other: Item) -> Bool { one.date == other.date }
    }

    private var items = Heap<Item>()

    /// How many stand in it.
    var count: Int { items.count }

    /// When the first is due.
    var earliest: Date? { items.min?.date }

    mutating func insert(_ key: CallKey, at date: Date) { items.insert(Item(date: date, key: key)) }

    /// Leaves only these.
    mutating func rebuild(from dates: [CallKey: Date]) {
        items = Heap(dates.map { Item(date: $0.value, key: $0.key) })
    }

    /// Takes out those due at `now`, the earliest first, each once; at most `limit`.
    mutating func popDue(at now: Date, limit: Int = .max) -> [CallKey] {
        var due: [CallKey] = []
        var seen: Set<CallKey> = []
        while due.count < limit, let first = items.min, first.date <= now {
            items.removeMin()
            if seen.insert(first.key).inserted { due.append(first.key) }
        }
        return due
    }
}
