import CallSignaling
import FoundationEssentials
import Logging

extension EngagementAudit {
    /// Makes the lock anew where it is missing; who is in its way is let go, or loses his newer call.
    func mendLock(_ report: inout AuditReport) async throws -> LockCondition {
        let found = try await lock.mendLock()
        guard found == .blocked else { return found }
        logger.error("The busy lock is missing, and members are held by several calls: the newer ones are ended")
        for _ in 0..<5 {
            try await releaseStale(&report)
            for double in try await lock.doubleHolds(limit: Self.pageSize) {
                for key in double.calls.dropFirst() { await end(key, [.doubleHold], &report) }
            }
            if try await lock.mendLock() != .blocked { return .restored }
        }
        return .blocked
    }

    /// Lets go whom calls hold that are over. What is repaired is not found again.
    func releaseStale(_ report: inout AuditReport) async throws {
        while true {
            let page = try await lock.staleHolds(limit: Self.pageSize)
            let before = report.repaired
            for hold in page.holds { await repair(hold, CallDefect.find(in: hold, at: coordinator.now), &report) }
            if page.last == nil || report.repaired == before {
                report.unreadable += page.unreadable.count
                return
            }
        }
    }

    /// Looks at all live calls, page by page.
    func checkLive(_ report: inout AuditReport) async throws {
        var last: CallID?
        repeat {
            let page = try await lock.liveHolds(beyond: last, limit: Self.pageSize)
            for hold in page.holds { await repair(hold, CallDefect.find(in: hold, at: coordinator.now), &report) }
            report.liveCalls += page.holds.count
            report.unreadable += page.unreadable.count
            last = page.last
        } while last != nil
    }

    private func repair(_ hold: Hold, _ defects: Set<CallDefect>, _ report: inout AuditReport) async {
        guard !defects.isEmpty else { return }
        if defects.contains(.deserted) { return await end(hold.call.key, defects, &report) }
        do {
            if defects == [.overdue] {
                try await coordinator.perform(.deadlinePassed, on: hold.call.key)
                return note(hold.call.key, defects, \.repaired, &report)
            }
            let isDone = try await rewrite(hold.call)
            note(hold.call.key, defects, isDone ? \.repaired : \.leftAlone, &report)
        } catch is EngagedConflict {
            await endNewer(than: hold.call, defects, &report)
        } catch {
            fail(hold.call.key, defects, error, &report)
        }
    }

    /// The lock should hold for `call` whom it holds for another by now: the newer one is ended.
    private func endNewer(than call: Call, _ defects: Set<CallDefect>, _ report: inout AuditReport) async {
        do {
            let others = try await coordinator.repository.liveCalls(engaging: call.engaged, in: call.churchID).filter { $0.id != call.id }
            if others.contains(where: { $0.initiatedAt <= call.initiatedAt }) {
                return await end(call.key, defects.union([.doubleHold]), &report)
            }
            for other in others { await end(other.key, [.doubleHold], &report) }
            let isDone = try await rewrite(call)
            note(call.key, defects, isDone ? \.repaired : \.leftAlone, &report)
        } catch {
            fail(call.key, defects, error, &report)
        }
    }

    /// The result is not cached: nothing is known of the call's outbox.
    private func rewrite(_ call: Call) async throws -> Bool {
        let repaired = call.resolved(at: coordinator.now)
        defer { coordinator.cache.remove(call.key, upTo: repaired.version) }
        return try await coordinator.repository.replace(repaired, expecting: call.version, appending: [])
    }

    /// Ends a call as failed, by an event like any other, so that its members are told.
    private func end(_ key: CallKey, _ defects: Set<CallDefect>, _ report: inout AuditReport) async {
        do {
            try await coordinator.perform(.forceEnd(by: Self.author, .failed), on: key)
            note(key, defects, \.ended, &report)
        } catch CallFailure.refused(.over, _) {
            note(key, defects, \.leftAlone, &report)
        } catch {
            fail(key, defects, error, &report)
        }
    }

    private func fail(_ key: CallKey, _ defects: Set<CallDefect>, _ error: any Error, _ report: inout AuditReport) {
        logger.warning("A call could not be repaired", metadata: [LogKey.call: .id(key.callID), LogKey.error: "\(error)"])
        note(key, defects, \.leftAlone, &report)
    }

    private func note(
        _ key: CallKey, _ defects: Set<CallDefect>, _ outcome: WritableKeyPath<AuditReport, Int>, _ report: inout AuditReport
    ) {
        report[keyPath: outcome] += 1
        for defect in defects { report.defects[defect, default: 0] += 1 }
        guard outcome != \.leftAlone else { return }
        logger.warning(
            outcome == \.ended ? "A call was ended by the audit" : "A call was repaired by the audit",
            metadata: [LogKey.call: .id(key.callID), "defects": "\(defects.map(\.rawValue).sorted().joined(separator: ","))"])
    }
}
