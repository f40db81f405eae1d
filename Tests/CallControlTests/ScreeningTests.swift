import CallControl
import CallSignaling
import Foundation
import Testing

/// Members who do not take a call look engaged; to the caller nothing tells the difference.
@Suite("Blocks and do-not-disturb")
struct ScreeningTests {
    private let anna = MemberID("anna"), ben = MemberID("ben"), chloe = MemberID("chloe"), david = MemberID("david")

    /// Why `ben` is not to be had.
    enum Reason: String, CaseIterable {
        case engaged, blocks, undisturbed, blocksAndEngaged
    }

    private func makeUnavailable(_ reason: Reason, on board: Switchboard) async throws {
        if reason == .engaged || reason == .blocksAndEngaged { _ = try await board.ring("david", "ben") }
        if reason == .blocks || reason == .blocksAndEngaged { try await board.coordinator.block(anna, for: ben, in: Switchboard.church) }
        if reason == .undisturbed { try await board.coordinator.setDoNotDisturb(DoNotDisturb(), for: ben, in: Switchboard.church) }
    }

    /// What a caller can know of a call, without the ids and times that no two calls share.
    private struct View: Hashable {
        var status: CallStatus
        var reason: EndReason?
        var states: [ParticipantState]
        var invited: [Bool]
        var finished: [Bool]
        var left: [Bool]
        var events: [String]
        var signals: Set<String>

        init(_ call: Call, _ board: Switchboard) throws {
            status = call.status
            reason = call.endReason
            states = call.participants.map(\.state)
            invited = call.participants.map { $0.invitedAt != nil || $0.inviteSeq != nil || $0.ringDeadline != nil }
            finished = call.participants.map { $0.finishedAt != nil }
            left = call.participants.map { $0.leftAt != nil }
            events = call.events.map { "\($0.seq) \($0.type) \($0.by?.rawValue ?? "-")" }
            let time = /\d{4}-\d\d-\d\dT[0-9:.]+Z/
            let own = board.publisher.accepted.filter { $0.payload.contains(call.id.rawValue) }
            signals = Set(own.map { "\($0.topic) \($0.payload)".replacing(call.id.rawValue, with: "id").replacing(time, with: "time") })
        }
    }

    @Test("a call of two: refused, kept and signalled as with an engaged callee", arguments: Reason.allCases)
    func two(reason: Reason) async throws {
        let seen = try await view(after: reason) { board in
            let failure = await #expect(throws: CallFailure.self) { try await board.ring("anna", "ben") }
            guard case .busy(let busy)? = failure else { throw Missing() }
            #expect(busy.members == [ben] && busy.existingCallID == nil)
            return try #require(busy.callID)
        }
        let expected = try await view(after: .engaged) { board in
            guard case .busy(let busy)? = await #expect(throws: CallFailure.self, performing: { try await board.ring("anna", "ben") })
            else {
                throw Missing()
            }
            return try #require(busy.callID)
        }
        #expect(seen == expected)
        #expect(seen.signals.count == 2, "call_busy on the call's topic and in the caller's inbox: \(seen.signals)")
    }

    @Test("a group: the others ring, he is listed as busy", arguments: Reason.allCases)
    func group(reason: Reason) async throws {
        let seen = try await view(after: reason) { try await $0.ring("anna", "chloe", "ben").call.id }
        let expected = try await view(after: .engaged) { try await $0.ring("anna", "chloe", "ben").call.id }
        #expect(seen == expected)
        #expect(seen.states == [.accepted, .invited, .busy])
        #expect(!seen.signals.contains { $0.contains("member/ben/") })
    }

    @Test("called into a call, alone and with another", arguments: Reason.allCases, [false, true])
    func invited(reason: Reason, withAnother: Bool) async throws {
        let steps = { (board: Switchboard) in
            let call = try await board.ring("anna", "chloe").call
            let members = withAnother ? [ben, MemberID("emma")] : [ben]
            let invite = { try await board.coordinator.invite(members, by: Party(anna), to: call.key) }
            if withAnother {
                _ = try await invite()
            } else {
                await #expect(throws: CallFailure.busy(.init(members: [ben]))) { try await invite() }
            }
            return call.id
        }
        let seen = try await view(after: reason, steps)
        #expect(try await view(after: .engaged, steps) == seen)
        #expect(seen.states == (withAnother ? [.accepted, .invited, .busy, .invited] : [.accepted, .invited]))
        #expect(!seen.signals.contains { $0.contains("member/ben/") })
    }

    private func view(after reason: Reason, _ steps: (Switchboard) async throws -> CallID) async throws -> View {
        let board = Switchboard()
        return try await board.running {
            try await makeUnavailable(reason, on: board)
            let id = try await steps(board)
            try await board.untilDelivered()
            let call = try #require(try await board.repository.call(CallKey(Switchboard.church, id)))
            return try View(call, board)
        }
    }

    @Test("who blocked the caller does not find the attempt in his history; who is not to be disturbed does")
    func history() async throws {
        for (reason, isListed) in [(Reason.blocks, false), (.blocksAndEngaged, false), (.undisturbed, true), (.engaged, true)] {
            let board = Switchboard()
            try await makeUnavailable(reason, on: board)
            await #expect(throws: CallFailure.self) { try await board.ring("anna", "ben") }
            let attempts = try await board.coordinator.history(HistoryQuery(churchID: Switchboard.church, member: ben)).calls
            #expect(attempts.contains { $0.caller.id == anna } == isListed, "\(reason)")
            #expect(try await board.coordinator.history(HistoryQuery(churchID: Switchboard.church, member: anna)).total == 1)
        }
    }

    @Test("he who blocks may call; calling back then answers his call")
    func oneWay() async throws {
        let board = Switchboard()
        try await board.coordinator.block(anna, for: ben, in: Switchboard.church)
        try await board.coordinator.setDoNotDisturb(DoNotDisturb(), for: ben, in: Switchboard.church)
        let call = try await board.ring("ben", "anna").call
        #expect(call.callees.map(\.state) == [.invited])
        let answer = try await board.ring("anna", "ben")
        #expect(answer.isGlare && answer.call.id == call.id)
    }

    @Test("blocking somebody one talks to, or who rings, ends nothing")
    func during() async throws {
        let board = Switchboard()
        let call = try await board.ring("anna", "ben").call
        try await board.coordinator.block(anna, for: ben, in: Switchboard.church)
        #expect(try await board.act(.accept(Party(ben)), on: call).status == .connecting)
        _ = try await board.coordinator.invite([ben], by: Party(anna), to: call.key)
        let busy = CallFailure.busy(.init(members: [anna], existingCallID: call.id))
        await #expect(throws: busy, "engaged oneself comes first, as always") { try await board.ring("anna", "ben") }
    }

    @Test("whose call it is counts, and who calls in; others in it do not")
    func inviters() async throws {
        let board = Switchboard()
        try await board.coordinator.block(anna, for: ben, in: Switchboard.church)
        let annas = try await board.ring("anna", "chloe").call
        _ = try await board.act(.accept(Party(chloe)), on: annas)
        await #expect(throws: CallFailure.busy(.init(members: [ben]))) {
            try await board.coordinator.invite([ben], by: Party(chloe), to: annas.key)
        }
        _ = try await board.act(.end(Party(anna), .normal), on: annas)
        let chloes = try await board.ring("chloe", "anna", "ben").call
        #expect(chloes.callees.map(\.state) == [.invited, .invited])
    }

    /// He asks for somebody else; whether somebody blocks him must not show in what is refused anyway.
    @Test("what is refused anyway is refused the same, without a write")
    func refusedAnyway() async throws {
        var store: TroubledRepository?
        let board = Switchboard { onCommit in
            let made = TroubledRepository(onCommit: onCommit)
            store = made
            return made
        }
        try await board.coordinator.block(anna, for: ben, in: Switchboard.church)
        let call = try await board.ring("chloe", "david").call
        await #expect(throws: CallFailure.self) { try await board.coordinator.invite([ben], by: Party(anna), to: call.key) }
        #expect(store?.lost == 0)
        await #expect(throws: CallFailure.self) { try await board.ring("anna", "ben") }
        #expect(store?.lost == 1, "the write that stands for the busy lock's refusal")
    }

    @Test("without the preferences nobody is rung")
    func outage() async throws {
        let board = Switchboard(preferences: NoPreferences())
        await #expect(throws: DependencyFailure.self) { try await board.ring("anna", "ben") }
        #expect(try await board.repository.liveCalls(engaging: [anna, ben], in: Switchboard.church).isEmpty)
    }

    private struct Missing: Error {}

    /// Preferences that cannot be read.
    private struct NoPreferences: PreferenceRepository {
        private let failure = DependencyFailure(.database, reason: "down")

        func preferences(of members: [MemberID], in church: ChurchID) async throws -> [MemberID: MemberPreferences] { throw failure }
        func storedPreferences(of member: MemberID, in church: ChurchID) async throws -> MemberPreferences { throw failure }
        func block(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws { throw failure }
        func unblock(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws { throw failure }
        func setDoNotDisturb(_ setting: DoNotDisturb?, for member: MemberID, in church: ChurchID) async throws { throw failure }
    }
}
