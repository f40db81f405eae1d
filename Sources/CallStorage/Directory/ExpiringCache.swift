import DequeModule
import FoundationEssentials

/// Values that are good for a while. Bounded: when full, what was stored first goes first.
struct ExpiringCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        let value: Value
        let expiresAt: Date
    }

    private var entries: [Key: Entry] = [:]
    /// Every key once for each time it was stored, so in the order of expiry.
    private var order: Deque<(key: Key, expiresAt: Date)> = []
    private let lifetime: TimeInterval
    private let limit: Int

    init(lifetime: TimeInterval, limit: Int) {
        self.lifetime = lifetime
        self.limit = limit
    }

    var count: Int { entries.count }

    func value(of key: Key, at now: Date) -> Value? {
        guard let entry = entries[key], entry.expiresAt > now else { return nil }
        return entry.value
    }

    mutating func remove(_ key: Key) { entries[key] = nil }

    mutating func store(_ value: Value, for key: Key, at now: Date) {
        let expiresAt = now.addingTimeInterval(lifetime)
        entries[key] = Entry(value: value, expiresAt: expiresAt)
        order.append((key, expiresAt))
        while let oldest = order.first, oldest.expiresAt <= now || order.count > limit {
            order.removeFirst()
            if entries[oldest.key]?.expiresAt == oldest.expiresAt { entries[oldest.key] = nil }
        }
    }
}
