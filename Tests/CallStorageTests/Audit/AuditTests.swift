import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// Calls that somebody changed by hand are found and mended, so that nobody is busy without a live call.
@Suite(.enabled(if: Service.hasMongod, "no mongod")) struct AuditTests {
    /// What somebody did to a call of ann and bob that rings, and what comes of it.
    struct Damage: CustomTestStringConvertible {
        let testDescription: String
        let update: MongoUpdate
        let defects: [CallDefect: Int]
        var status = CallStatus.ringing
        var engaged = ["ann", "bob"]
    }

    static let damages = [
        Damage(
            testDescription: "ended by hand", update: ["$set": ["status": "ended", "ended_at": .date(Sample.after(9))]],
            defects: [.heldThoughOver: 1, .wrongDeadline: 1], status: .ended, engaged: []),
        Damage(
            testDescription: "failed by hand, without an end", update: ["$set": ["status": "failed"]],
            defects: [.heldThoughOver: 1, .wrongDeadline: 1, .wrongEnd: 1], status: .failed, engaged: []),
        Damage(
            testDescription: "over, with a deadline only",
            update: ["$set": ["status": "missed", "ended_at": .date(Sample.after(9))], "$unset": ["engaged": ""]],
            defects: [.heldThoughOver: 1, .wrongDeadline: 1], status: .missed, engaged: []),
        Damage(
            testDescription: "ended, but still ringing by its status", update: ["$set": ["ended_at": .date(Sample.after(9))]],
            defects: [.wrongEnd: 1]),
        Damage(testDescription: "nobody held", update: ["$unset": ["engaged": ""]], defects: [.wrongHold: 1]),
        Damage(testDescription: "a stranger held", update: ["$push": ["engaged": "zoe"]], defects: [.wrongHold: 1]),
        Damage(testDescription: "no deadline", update: ["$unset": ["deadline": ""]], defects: [.wrongDeadline: 1]),
        Damage(
            testDescription: "a deadline far away", update: ["$set": ["deadline": .date(Sample.after(99_999))]],
            defects: [.wrongDeadline: 1]),
        Damage(
            testDescription: "nobody rings, nobody has answered", update: ["$set": ["participants.1.state": "missed"]],
            defects: [.wrongHold: 1, .wrongDeadline: 1, .deserted: 1], status: .failed, engaged: []),
        Damage(
            testDescription: "forgotten by all schedulers",
            update: ["$set": ["deadline": .date(Sample.after(-99)), "participants.1.ring_deadline": .date(Sample.after(-99))]],
            defects: [.overdue: 1], status: .missed, engaged: []),
    ]

    @Test(arguments: damages) func damageIsMended(_ damage: Damage) async throws {
        try await withAudit { store, audit, coordinator in
            let change = try await store.repository.insert(try Sample.call("ann", calling: ["bob"]))
            try await store.repository.insert(try Sample.call("cid", calling: ["dan"]))
            try await store.calls.updateOne(CallDocument.filter(change.call.key), damage.update)
            await audit.audit()
            let report = try #require(audit.lastReport)
            #expect(report.defects == damage.defects)
            #expect(report.repaired + report.ended == 1 && report.leftAlone == 0 && report.unreadable == 0)
            let document = try #require(try await store.calls.findOne(CallDocument.filter(change.call.key)))
            #expect((document["engaged"]?.array ?? []).compactMap(\.string) == damage.engaged)
            let call = try #require(try await store.repository.call(change.call.key))
            #expect(call.status == damage.status && call.contradictions.isEmpty && call.version > 1)
            await audit.audit()
            #expect(audit.lastReport?.isClean == true)
            #expect(audit.lastReport?.liveCalls == (damage.engaged.isEmpty ? 1 : 2))
            try await checkFreedom(of: damage.engaged.isEmpty ? ["ann", "bob", "zoe"] : ["zoe"], coordinator)
        }
    }

    @Test func damageWhoseMemberIsInAnotherCallByNowEndsTheNewerOne() async throws {
        try await withAudit { store, audit, _ in
            let old = try await store.repository.insert(try Sample.call("ann", calling: ["bob"]))
            try await store.calls.updateOne(CallDocument.filter(old.call.key), ["$unset": ["engaged": ""]])
            let new = try await store.repository.insert(try Sample.call("bob", calling: ["cid"], at: Sample.after(1)))
            await audit.audit()
            #expect(try await store.repository.call(old.call.key)?.status == .ringing)
            #expect(try await store.repository.call(new.call.key)?.status.isLive == false)
            #expect(try await store.repository.liveCalls(engaging: ["ann", "bob", "cid"], in: "grace").map(\.id) == [old.call.id])
            await audit.audit()
            #expect(audit.lastReport?.isClean == true)
        }
    }

    @Test func whatCannotBeReadIsReportedAndLeftAlone() async throws {
        try await withAudit { store, audit, _ in
            let change = try await store.repository.insert(try Sample.call("ann", calling: ["bob"]))
            try await store.calls.updateOne(CallDocument.filter(change.call.key), ["$unset": ["participants": ""]])
            await audit.audit()
            #expect(audit.lastReport?.unreadable == 1 && audit.lastReport?.isClean == false)
            #expect(try await store.calls.findOne(CallDocument.filter(change.call.key))?["engaged"] != nil)
        }
    }

    @Test func aRepairLosesAgainstAnyOtherChange() async throws {
        try await withAudit { store, _, _ in
            let change = try await store.repository.insert(try Sample.call("ann", calling: ["bob"]))
            let rung = try await store.repository.apply(.ringing(Party("bob")), to: change)
            let repaired = try await store.repository.replace(
                change.call.resolved(at: Sample.after(2)), expecting: change.call.version, appending: [])
            #expect(!repaired)
            #expect(try await store.repository.call(change.call.key) == rung.call)
        }
    }

    @Test func manyPagesAreRead() async throws {
        try await withAudit { store, audit, _ in
            _ = try await concurrently(450) { number in
                try await store.repository.insert(try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")]))
            }
            let everySecond: BSONDocument = ["$set": ["status": "ended", "ended_at": .date(Sample.after(9))]]
            try await store.calls.updateMany(["_id": ["$gt": "8"]], .operators(everySecond))
            await audit.audit()
            let report = try #require(audit.lastReport)
            #expect(report.repaired > 150 && report.repaired + report.liveCalls == 450)
            await audit.audit()
            #expect(audit.lastReport?.isClean == true && audit.lastReport?.liveCalls == report.liveCalls)
        }
    }

    private func checkFreedom(of members: [MemberID], _ coordinator: CallCoordinator) async throws {
        for member in members {
            let created = try await coordinator.create(
                CreateCall(churchID: "grace", caller: Party("eve"), calleeIDs: [member], type: .voice))
            #expect(created.call.status == .ringing)
            try await coordinator.perform(.cancel(Party("eve")), on: created.call.key)
        }
    }
}
