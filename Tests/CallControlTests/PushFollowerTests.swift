import CallSignaling
import CallStorage
import Foundation
import Testing

@testable import CallControl

/// Which pushes a call causes, when, and which of them are still wanted later.
@Suite struct PushFollowerTests {
    private static let start = Date(timeIntervalSince1970: 1_769_851_800)
    private static let church = ChurchID("grace")

    private let queue = MemoryErrandQueue()
    private let devices = MemoryDeviceDirectory()

    private func after(_ seconds: Double) -> Date { Self.start.addingTimeInterval(seconds) }

    private func follower(
        _ rules: PushRules = PushRules(), kinds: Set<PushKind> = Set(PushKind.allCases)
    ) -> PushFollower {
        PushFollower(devices: devices, queue: queue, rules: rules, clock: ManualClock()) { church, kind in
            church == Self.church && kinds.contains(kind)
        }
    }

    /// A follower to whom everybody stands like that.
    private func follower(of presence: MemberPresence, into queue: (any ErrandQueue)? = nil) -> PushFollower {
        PushFollower(
            devices: devices, queue: queue ?? self.queue, rules: PushRules(), clock: ManualClock(), isServed: { _, _ in true },
            presence: { _, _ in presence })
    }

    private func register(
        _ text: String, _ kind: PushKind, _ device: DeviceID, for member: MemberID = "bob"
    ) async throws {
        let token = try #require(PushToken(validating: text, kind: kind))
        let platform: DevicePlatform = kind == .fcm ? .android : .ios
        try await devices.register(
            token, of: device, on: platform, for: member, in: Self.church, at: Self.start)
    }

    private func registerAll() async throws {
        try await register("aa", .voip, "iphone")
        try await register("bb", .alert, "iphone")
        try await register("t1", .fcm, "pixel")
        try await register("ExponentPushToken[x]", .expo, "tab")
    }

    private func call(_ callees: MemberID...) -> Call {
        let draft = CallDraft(
            id: CallID("3f2504e0-4f89-41d3-9a0c-0305e82c3301"), churchID: Self.church, type: .video,
            caller: Member(id: "ann", name: "Ann"),
            callees: callees.map { Invitee(Member(id: $0, name: $0.rawValue)) })
        return Call.start(draft, at: Self.start).call
    }

    private func changed(_ call: Call, _ event: CallEvent, at seconds: Double) throws -> FollowUp {
        var new = call
        _ = try new.handle(event, at: after(seconds))
        return FollowUp(new, after: call.eventSeq)
    }

    /// What waits, as `purpose kind`, once it is due.
    private func waiting(at seconds: Double = 100_000) async throws -> [String] {
        try await described(queue.claim(.push, limit: 100, at: after(seconds), lease: 30))
    }

    private func described(_ claimed: [ClaimedErrand]) async throws -> [String] {
        let known = try await devices.devices(of: ["bob", "cid"], in: Self.church, at: Self.start).values.flatMap(\.self)
        return try claimed.map { claimed in
            let order = try JSONDecoder().decode(PushOrder.self, from: Data(claimed.errand.body.utf8))
            #expect(claimed.errand.churchID == Self.church && !claimed.errand.body.contains("t1"))
            return "\(order.purpose) \(known.first { $0.id == order.device }?.token.kind.rawValue ?? "?")"
        }.sorted()
    }

    @Test func thoseWhoAreCalledAreWokenAfterTheDelay() async throws {
        try await registerAll()
        let call = call("bob", "cid")
        for _ in 0..<2 { try await follower().follow([FollowUp(call, after: 0)]) }
        #expect(try await waiting(at: 1.9).isEmpty)
        #expect(try await waiting(at: 2) == ["invite expo", "invite fcm", "invite voip"])
    }

    @Test func alwaysMeansAtOnce() async throws {
        try await registerAll()
        try await follower(PushRules(policy: .always)).follow([FollowUp(call("bob"), after: 0)])
        let errands = try await queue.claim(.push, limit: 100, at: Self.start, lease: 30)
        #expect(errands.count == 3 && errands.allSatisfy { $0.errand.expiresAt == after(45) })
    }

    @Test func whoIsKnownToBeAwayIsNotWaitedFor() async throws {
        try await registerAll()
        let away = MemberPresence("bob", lastSeen: after(-60))
        try await follower(of: away).follow([FollowUp(call("bob"), after: 0)])
        #expect(try await waiting(at: 0).count == 3)
    }

    @Test func onlyServedWaysAreGone() async throws {
        try await registerAll()
        try await follower(kinds: [.fcm]).follow([FollowUp(call("bob"), after: 0)])
        #expect(try await waiting() == ["invite fcm"])
    }

    @Test func whoMissedACallIsToldByEachWayButPushKit() async throws {
        try await registerAll()
        for (event, seconds) in [(CallEvent.deadlinePassed, 45.0), (.cancel(Party("ann")), 1)] {
            let queue = MemoryErrandQueue()
            let follower = PushFollower(devices: devices, queue: queue, rules: PushRules(), clock: ManualClock()) { _, _ in true
            }
            try await follower.follow([try changed(call("bob"), event, at: seconds)])
            let errands = try await queue.claim(.push, limit: 100, at: after(seconds), lease: 30).map(
                \.errand)
            let orders = try errands.map {
                try JSONDecoder().decode(PushOrder.self, from: Data($0.body.utf8))
            }
            #expect(orders.map(\.purpose) == [.missed, .missed, .missed])
            #expect(errands.allSatisfy { $0.expiresAt == after(seconds + 3_600) })
        }
    }

    @Test func otherDevicesAreStoppedWhereTheyMayRing() async throws {
        try await registerAll()
        let (all, others) = (["stop alert", "stop expo", "stop fcm"], ["stop alert", "stop expo"])
        let table: [(device: Device, ringing: Double?, answer: Double, accepted: [String], rejected: [String])] = [
            (.named("pixel"), nil, 5, others, others), (.named("iphone"), nil, 5, ["stop expo", "stop fcm"], ["stop expo", "stop fcm"]),
            (.anonymous, nil, 5, [], all), (.named("pixel"), nil, 1, [], []), (.named("pixel"), 1, 5, [], []),
            (.named("pixel"), 3, 5, others, others),
        ]
        for row in table {
            var now = call("bob")
            if let ringing = row.ringing { now = try changed(now, .ringing(Party("bob")), at: ringing).call }
            let accepted = try changed(now, .accept(Party("bob", on: row.device)), at: row.answer)
            let rejected = try changed(now, .reject(Party("bob", on: row.device), .rejected), at: row.answer)
            #expect(try await pushes(accepted) == row.accepted, "\(row)")
            #expect(try await pushes(rejected) == row.rejected, "\(row)")
        }
    }

    /// The app would drop the call that it is in. What the main backend has registered may be any device.
    @Test func whatMayBeTheDeviceThatAnsweredIsNotStopped() async throws {
        try await registerAll()
        devices.addForeign(try #require(PushToken(validating: "ExponentPushToken[y]", kind: .expo)), of: "bob", in: Self.church)
        let accepted = try changed(call("bob"), .accept(Party("bob", on: .named("pixel"))), at: 5)
        #expect(try await pushes(accepted) == ["stop alert", "stop expo"])
        let rejected = try changed(call("bob"), .reject(Party("bob", on: .named("pixel")), .rejected), at: 5)
        #expect(try await pushes(rejected) == ["stop alert", "stop expo", "stop expo"])
    }

    /// Who was away when he was called was woken at once, though by the time that he answers he is there.
    @Test func whoMayHaveBeenWokenAtOnceIsStoppedTooAndNobodyElse() async throws {
        try await registerAll()
        let others = ["stop alert", "stop expo"]
        let table: [(isOnline: Bool, lastSeen: Double?, stops: [String])] = [
            (false, nil, []), (true, -3_600, []), (true, 0.5, others), (false, -60, others), (false, 0.9, others),
        ]
        for row in table {
            let presence = MemberPresence("bob", isOnline: row.isOnline, lastSeen: row.lastSeen.map(after))
            let rung = try changed(call("bob"), .ringing(Party("bob")), at: 0.8).call
            for (state, seconds) in [(call("bob"), 1.0), (rung, 1), (rung, 5)] {
                let accepted = try changed(state, .accept(Party("bob", on: .named("pixel"))), at: seconds)
                let rejected = try changed(state, .reject(Party("bob", on: .named("pixel")), .rejected), at: seconds)
                #expect(try await pushes(accepted, to: presence) == row.stops, "\(row) \(seconds)")
                #expect(try await pushes(rejected, to: presence) == row.stops, "\(row) \(seconds)")
            }
        }
    }

    /// What a change causes, as `purpose kind`.
    private func pushes(_ change: FollowUp, to presence: MemberPresence = MemberPresence("bob")) async throws -> [String] {
        let queue = MemoryErrandQueue()
        try await follower(of: presence, into: queue).follow([change])
        return try await described(queue.claim(.push, limit: 100, at: after(100_000), lease: 30))
    }

    @Test func laterLinesOfTheStoryCauseNothingAnew() async throws {
        try await registerAll()
        let answered = try changed(
            call("bob", "cid"), .accept(Party("bob", on: .named("pixel"))), at: 1)
        let left = try changed(answered.call, .connected(Party("bob", on: .named("pixel"))), at: 4)
        try await follower(PushRules(policy: .always)).follow([left])
        #expect(try await waiting().isEmpty)
    }

    @Test func wantedIsWhatTheStoredCallSays() throws {
        let call = call("bob", "cid")
        let seq = try #require(call.participant("bob")?.inviteSeq)
        let invite = PushOrder(.invite, member: "bob", device: "d", inviteSeq: seq)
        let missed = PushOrder(.missed, member: "bob", device: "d", inviteSeq: seq)
        let stop = PushOrder(.stop, member: "bob", device: "d", inviteSeq: seq)
        let alerted = try changed(call, .ringing(Party("bob")), at: 1).call
        let accepted = try changed(call, .accept(Party("bob")), at: 1).call
        let rejected = try changed(call, .reject(Party("bob"), .rejected), at: 1).call
        let cancelled = try changed(call, .cancel(Party("ann")), at: 1).call
        for (state, wanted) in [
            (call, [invite]), (alerted, []), (accepted, [stop]), (rejected, [stop]),
            (cancelled, [missed, stop]),
        ] {
            #expect([invite, missed, stop].filter { state.wants($0, .absent, at: after(2)) } == wanted)
        }
        #expect(
            alerted.wants(invite, .always, at: after(2)) && !accepted.wants(invite, .always, at: after(2))
        )
        #expect(
            call.wants(invite, .absent, at: after(44.9)) && !call.wants(invite, .absent, at: after(45)))
        #expect(
            !call.wants(
                PushOrder(.invite, member: "zoe", device: "d", inviteSeq: seq), .always, at: after(2)))
        #expect(
            !call.wants(
                PushOrder(.invite, member: "bob", device: "d", inviteSeq: seq + 1), .always, at: after(2)))
    }
}
