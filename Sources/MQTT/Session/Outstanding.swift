internal import DequeModule

/// The publishes handed to the library and not yet acknowledged, in the order they were handed over.
///
/// The library counts packet ids up to 65,535 and begins again without looking which are in use, so `hasRoom` also keeps the
/// newest id well away from the oldest one outstanding.
package struct Outstanding {
    private struct Entry {
        let packetID: UInt16
        let publish: QueuedPublish
    }

    private static let packetIDReach: UInt16 = 60_000
    private var entries = Deque<Entry>()

    /// None.
    package init() {}

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    /// Free places under `limit`; none while the oldest publish is so old that packet ids could collide.
    func room(limit: Int) -> Int {
        if let first = entries.first, let last = entries.last, last.packetID &- first.packetID >= Self.packetIDReach { return 0 }
        return max(0, limit - entries.count)
    }

    /// Enters the newest one.
    package mutating func append(_ publish: QueuedPublish, packetID: UInt16) {
        entries.append(Entry(packetID: packetID, publish: publish))
    }

    /// Takes out the publish with this packet id. Brokers acknowledge in order, so it is nearly always the first.
    package mutating func remove(packetID: UInt16) -> QueuedPublish? {
        guard let index = entries.firstIndex(where: { $0.packetID == packetID }) else { return nil }
        return entries.remove(at: index).publish
    }

    /// Takes out those for which `condition` holds, in order.
    mutating func removeAll(where condition: (QueuedPublish) -> Bool) -> [QueuedPublish] {
        let removed = entries.filter { condition($0.publish) }.map(\.publish)
        entries.removeAll { condition($0.publish) }
        return removed
    }
}
