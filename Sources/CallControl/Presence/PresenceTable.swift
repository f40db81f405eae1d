import CallSignaling
import FoundationEssentials

/// What apps have said about their members. A plain value; `PresenceBoard` has one under its lock.
///
/// Reports count in the order of their arrival, which at one broker is the order of its topic. `last_seen` does not decide: a last will says when its connection
/// began, and is therefore always older than what was published over it.
struct PresenceTable: Sendable {
    /// Most devices of one member; one more puts the one out that was silent longest.
    static let deviceLimit = 8
    /// Seconds between two looks for what may be forgotten, while there is no room.
    static let sweepSeconds = 60.0

    /// A device that is online.
    fileprivate struct Device: Sendable {
        let id: DeviceID?
        let connection: DeviceID?
        let reportedAt: Date
    }

    fileprivate struct Entry: Sendable {
        /// Those online, the one silent longest first.
        var devices: [Device] = []
        var lastSeen: Date?
        var reportedAt: Date

        func isOnline(at now: Date, _ expiry: Double) -> Bool {
            devices.contains { now.timeIntervalSince($0.reportedAt) < expiry }
        }
    }

    private var churches: [ChurchID: [MemberID: Entry]] = [:]
    private var sweptAt = Date.distantPast
    private let limits: PresenceLimits

    /// Members taken note of.
    private(set) var count = 0
    /// Reports for which there was no room.
    private(set) var refusedCount = 0

    init(limits: PresenceLimits) { self.limits = limits }

    /// Takes note of what an app says. `isRetained` says that the broker had kept the message, so that it may be of any age; nil takes back what was said.
    mutating func note(
        _ report: PresenceReport?, of member: MemberID, in church: ChurchID, isRetained: Bool, at now: Date
    ) -> PresenceChange? {
        guard let report else {
            if churches[church]?.removeValue(forKey: member) != nil { count -= 1 }
            return nil
        }
        let known = churches[church]?[member]
        guard known != nil || hasRoom(in: church, at: now) else {
            refusedCount += 1
            return nil
        }
        let said = min(report.lastSeen ?? now, now)
        let reportedAt = isRetained ? said : now
        var entry = known ?? Entry(reportedAt: reportedAt)
        let wasOnline = entry.isOnline(at: now, limits.expiry)
        if report.isOnline {
            entry.arrive(report, at: reportedAt)
        } else if !entry.depart(report) {
            return nil
        }
        entry.reportedAt = reportedAt
        entry.lastSeen = reportedAt
        churches[church, default: [:]][member] = entry
        if known == nil { count += 1 }
        switch (wasOnline, entry.isOnline(at: now, limits.expiry)) {
        case (false, true): return .cameOnline
        case (true, false): return .wentOffline
        default: return nil
        }
    }

    /// How `member` stands, as far as his apps have said.
    func presence(of member: MemberID, in church: ChurchID, at now: Date) -> MemberPresence {
        guard let entry = churches[church]?[member] else { return MemberPresence(member) }
        return MemberPresence(member, isOnline: entry.isOnline(at: now, limits.expiry), lastSeen: entry.lastSeen)
    }

    /// How everybody of `church` stands whose app has said anything, in no order.
    func presences(in church: ChurchID, at now: Date) -> [MemberPresence] {
        (churches[church] ?? [:]).map { member, entry in
            MemberPresence(member, isOnline: entry.isOnline(at: now, limits.expiry), lastSeen: entry.lastSeen)
        }
    }

    /// Whether one more may be taken note of. Makes room, at most once a minute, by forgetting those who are offline and were not heard of for long.
    private mutating func hasRoom(in church: ChurchID, at now: Date) -> Bool {
        if isRoomy(church) { return true }
        guard now.timeIntervalSince(sweptAt) >= Self.sweepSeconds else { return false }
        sweptAt = now
        churches = churches.mapValues { members in
            members.filter { $1.isOnline(at: now, limits.expiry) || now.timeIntervalSince($1.reportedAt) < limits.expiry }
        }
        churches = churches.filter { !$1.isEmpty }
        count = churches.values.reduce(0) { $0 + $1.count }
        return isRoomy(church)
    }

    private func isRoomy(_ church: ChurchID) -> Bool {
        count < limits.members && (churches[church]?.count ?? 0) < limits.membersPerChurch
    }
}

extension PresenceTable.Entry {
    fileprivate mutating func arrive(_ report: PresenceReport, at date: Date) {
        devices.removeAll { $0.id == report.device }
        if devices.count == PresenceTable.deviceLimit { devices.removeFirst() }
        devices.append(.init(id: report.device, connection: report.connection, reportedAt: date))
    }

    /// Takes the device out. False where it is the last will of a connection that the device has replaced: it says nothing of the device.
    fileprivate mutating func depart(_ report: PresenceReport) -> Bool {
        let current = devices.first { $0.id == report.device }?.connection
        if let current, let connection = report.connection, connection != current { return false }
        devices.removeAll { $0.id == report.device }
        return true
    }
}
