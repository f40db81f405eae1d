public import CallSignaling
public import FoundationEssentials
import Synchronization

/// Who is online, by what apps publish and the broker keeps for them: every instance hears all of it, and remembers it in bounded memory.
///
/// Nothing is stored: what is retained comes again when an instance starts or its connection to the broker returns. Safe to use from anywhere.
public final class PresenceBoard: Sendable {
    private let table: Mutex<PresenceTable>

    /// An empty board.
    public init(limits: PresenceLimits = PresenceLimits()) { table = Mutex(PresenceTable(limits: limits)) }

    /// Takes note of a message on a topic, and tells whose presence it changed, and how.
    ///
    /// What is no presence is ignored; an empty one takes back what was said. `isRetained` says that the broker had kept it, so that it may be of any age.
    @discardableResult
    public func note(
        topic: String, payload: [UInt8], isRetained: Bool, at now: Date
    ) -> (church: ChurchID, member: MemberID, change: PresenceChange)? {
        guard case .presence(let church, let member)? = Topic(name: topic) else { return nil }
        let report = payload.isEmpty ? nil : PresenceReport(payload: payload)
        guard report != nil || payload.isEmpty else { return nil }
        return table.withLock { $0.note(report, of: member, in: church, isRetained: isRetained, at: now) }.map { (church, member, $0) }
    }

    /// How `members` stand, in their order.
    public func presences(of members: [MemberID], in church: ChurchID, at now: Date) -> [MemberPresence] {
        table.withLock { table in members.map { table.presence(of: $0, in: church, at: now) } }
    }

    /// How everybody of `church` stands whose app has said anything, in no order.
    public func presences(in church: ChurchID, at now: Date) -> [MemberPresence] {
        table.withLock { $0.presences(in: church, at: now) }
    }

    /// Members taken note of, of all churches.
    public var count: Int { table.withLock(\.count) }

    /// Reports for which there was no room.
    public var refusedCount: Int { table.withLock(\.refusedCount) }
}
