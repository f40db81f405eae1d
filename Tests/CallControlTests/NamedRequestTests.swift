import CallControl
import CallSignaling
import CallStorage
import Foundation
import Logging
import Testing

/// What a named request is answered when it is made again.
@Suite("Requests made again under their key")
struct NamedRequestTests {
    private let board = Switchboard()

    private func request(_ key: String, _ member: String = "anna", _ what: String = "same") -> KeyedRequest {
        KeyedRequest(RequestKey(key, of: MemberID(member)), fingerprint: what)
    }

    private func create(
        _ keyed: KeyedRequest?, _ caller: String = "anna", _ callee: String = "ben", over coordinator: CallCoordinator? = nil
    ) async throws -> CreatedCall {
        try await (coordinator ?? board.coordinator).create(
            CreateCall(
                churchID: Switchboard.church, caller: Party(MemberID(caller)), calleeIDs: [MemberID(callee)], type: .voice, keyed: keyed))
    }

    /// Another instance on the same store, whose cache nobody feeds.
    private func otherInstance(clock: ManualClock? = nil) -> CallCoordinator {
        let directory = MemoryMemberDirectory()
        for name in ["anna", "ben", "chloe"] { directory.add(Member(id: MemberID(name), name: name), to: Switchboard.church) }
        return CallCoordinator(
            repository: board.repository, directory: directory, preferences: board.preferences, media: NoMediaRooms(),
            clock: clock ?? board.clock,
            settings: CallSettings(),
            cache: LiveCallCache(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test("a create gives the same call, as it now is, even after its end")
    func create() async throws {
        let first = try await create(request("k"))
        #expect(try await create(request("k")) == first)
        _ = try await board.act(.cancel(Party(MemberID("anna"))), on: first.call)
        let late = try await create(request("k"), over: otherInstance())
        #expect(late.call.id == first.call.id && late.call.status == .ended && !late.isGlare)
        #expect(try await create(request("k2")).call.id != first.call.id)
    }

    @Test("another request under the key is refused")
    func reuse() async throws {
        let call = try await create(request("k")).call
        let other = request("k", "anna", "another")
        await #expect(throws: CallFailure.requestReused) { try await create(other) }
        await #expect(throws: CallFailure.requestReused) { try await create(other, "anna", "nobody") }
        await #expect(throws: CallFailure.requestReused) {
            try await board.coordinator.perform(.cancel(Party(MemberID("anna"))), on: call.key, for: other)
        }
        await #expect(throws: CallFailure.requestReused) { try await board.coordinator.refuseReuse(of: other, in: Switchboard.church) }
        #expect(try await board.repository.call(call.key) == call)
        #expect(try await create(request("k", "chloe"), "chloe", "david").call.id != call.id, "a key of somebody else")
    }

    @Test("a busy attempt is busy again, under the same id")
    func busy() async throws {
        _ = try await board.ring("chloe", "ben")
        let first = await #expect(throws: CallFailure.self) { try await create(request("k")) }
        let again = await #expect(throws: CallFailure.self) { try await create(request("k"), over: otherInstance()) }
        guard case .busy(let busy)? = first else {
            Issue.record("\(String(describing: first))")
            return
        }
        #expect(busy.callID != nil && again == first)
    }

    @Test("a call that all callees declined as busy was made, and is no busy attempt")
    func declinedAsBusy() async throws {
        let call = try await create(request("k")).call
        _ = try await board.act(.reject(Party(MemberID("ben")), .busy), on: call)
        let again = try await create(request("k"))
        #expect(again.call.id == call.id && again.call.status == .busy)
    }

    @Test("a glare is a glare again")
    func glare() async throws {
        let call = try await create(request("k")).call
        let answer = try await create(request("k", "ben"), "ben", "anna")
        #expect(answer.isGlare && answer.call.requests.map(\.by) == [MemberID("anna"), MemberID("ben")])
        _ = try await board.act(.end(Party(MemberID("ben")), .normal), on: call)
        let again = try await create(request("k", "ben"), "ben", "anna")
        #expect(again.isGlare && again.call.id == call.id && !again.call.status.isLive)
        #expect(try await create(request("k")).isGlare == false)
    }

    @Test("a command is not carried out again, whatever became of the call")
    func command() async throws {
        let (anna, ben) = (Party(MemberID("anna")), Party(MemberID("ben")))
        let call = try await create(nil).call
        let accepted = try await board.coordinator.perform(.accept(ben), on: call.key, for: request("a", "ben"))
        #expect(try await board.coordinator.perform(.accept(ben), on: call.key, for: request("a", "ben")) == accepted)
        let muted = try await board.coordinator.perform(.update(ben, MediaChange(isMuted: true)), on: call.key, for: request("m", "ben"))
        _ = try await board.act(.update(ben, MediaChange(isMuted: false)), on: call)
        let again = try await board.coordinator.perform(.update(ben, MediaChange(isMuted: true)), on: call.key, for: request("m", "ben"))
        #expect(again.version == muted.version + 1 && again.participant(ben.member)?.media.isMuted == false)
        let ended = try await board.coordinator.perform(.end(anna, .normal), on: call.key, for: request("e"))
        for coordinator in [board.coordinator, otherInstance()] {
            #expect(try await coordinator.perform(.accept(ben), on: call.key, for: request("a", "ben")) == ended)
            #expect(try await coordinator.perform(.end(anna, .normal), on: call.key, for: request("e")) == ended)
            await #expect(throws: CallFailure.refused(.over, ended)) {
                try await coordinator.perform(.accept(ben), on: call.key, for: request("a2", "ben"))
            }
        }
    }

    @Test("a key used in another call is refused, whether or not there is something to do")
    func otherCall() async throws {
        let ben = Party(MemberID("ben"))
        let first = try await create(nil).call
        _ = try await board.coordinator.perform(.reject(ben, .rejected), on: first.key, for: request("k", "ben", "first"))
        let second = try await create(nil).call
        for event in [CallEvent.connected(ben), .ringing(ben), .ringing(ben), .accept(ben)] {
            await #expect(throws: CallFailure.requestReused, "\(event)") {
                try await board.coordinator.perform(event, on: second.key, for: request("k", "ben", "second"))
            }
            #expect(try await board.repository.call(second.key) == second)
        }
    }

    @Test("after a day the key is free, in every way it can be met")
    func aDayLater() async throws {
        let first = try await create(request("k")).call
        _ = try await board.act(.cancel(Party(MemberID("anna"))), on: first)
        board.clock.jump(by: 86_400.5)
        let second = try await create(request("k", "anna", "another")).call
        #expect(second.id != first.id)
        #expect(try await board.repository.call(first.key)?.requests.isEmpty == true)
        board.clock.jump(by: 86_401)
        let third = try await create(nil, "chloe", "david").call
        let key = request("k", "anna", "a third")
        await #expect(throws: CallFailure.self) {
            try await board.coordinator.perform(.accept(Party(MemberID("anna"))), on: third.key, for: key)
        }
        _ = try await board.act(.deadlinePassed, on: second)
        let fourth = try await create(nil).call
        _ = try await board.coordinator.perform(.cancel(Party(MemberID("anna"))), on: fourth.key, for: key)
        #expect(try await board.repository.call(holding: key.key, in: Switchboard.church)?.id == fourth.id)
    }

    /// By the other's clock the day is over, by this one's it is not, and the cache still knows the key.
    @Test("a key that another instance has freed and used again holds nothing up")
    func freedElsewhere() async throws {
        let chloe = Party(MemberID("chloe"))
        let first = try await board.ring("anna", "ben", "chloe").call
        _ = try await board.coordinator.perform(.reject(chloe, .rejected), on: first.key, for: request("k", "chloe", "first"))
        let second = try await board.ring("david", "chloe").call
        let ahead = ManualClock()
        ahead.jump(by: 86_430)
        let other = otherInstance(clock: ahead)
        let rejected = try await other.perform(.reject(chloe, .rejected), on: second.key, for: request("k", "chloe", "second"))
        let accepted = try await board.act(.accept(Party(MemberID("ben"))), on: first)
        #expect(accepted.status == .connecting && accepted.requests.isEmpty)
        #expect(try await board.repository.call(holding: RequestKey("k", of: chloe.member), in: Switchboard.church) == rejected)
    }

    @Test("the same create many times at once over two instances is one call")
    func atOnce() async throws {
        let other = otherInstance()
        try await board.running {
            try await withThrowingTaskGroup(of: CreatedCall.self) { group in
                for number in 0..<50 {
                    group.addTask { try await create(request("k"), over: number.isMultiple(of: 2) ? other : nil) }
                }
                var calls: Set<CallID> = []
                for try await created in group { calls.insert(created.call.id) }
                #expect(calls.count == 1)
            }
            #expect(board.published("ben/incoming_call") == ["call_invite"])
        }
    }

    @Test("members called in once are not called in again")
    func invite() async throws {
        let (anna, chloe) = (Party(MemberID("anna")), MemberID("chloe"))
        let call = try await create(nil).call
        _ = try await board.act(.accept(Party(MemberID("ben"))), on: call)
        _ = try await board.coordinator.invite([chloe], by: anna, to: call.key, for: request("i"))
        let declined = try await board.act(.reject(Party(chloe), .rejected), on: call)
        #expect(try await board.coordinator.invite([chloe], by: anna, to: call.key, for: request("i")) == declined)
        #expect(try await board.coordinator.invite([chloe], by: anna, to: call.key, for: request("i2")).version > declined.version)
    }
}
