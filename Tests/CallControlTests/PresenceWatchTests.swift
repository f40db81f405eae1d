import CallSignaling
import Foundation
import Logging
import Testing

@testable import CallControl

/// Participants whose phones go offline and come back, as their calls are told.
@Suite struct PresenceWatchTests {
    private static let (anna, ben, chloe) = (MemberID("anna"), MemberID("ben"), MemberID("chloe"))
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs `body` with a call of Anna and Ben in which both are in.
    private func talking(
        on board: Switchboard = Switchboard(), _ body: (Switchboard, PresenceWatch, Call) async throws -> Void
    ) async throws {
        let watch = PresenceWatch(coordinator: board.coordinator, logger: Self.logger)
        try await board.running {
            let task = Task { try await watch.run() }  // ends with the body, not by itself
            defer { task.cancel() }
            let call = try await board.ring("anna", "ben").call
            for event in [CallEvent.accept(Party(Self.ben)), .connected(Party(Self.anna)), .connected(Party(Self.ben))] {
                _ = try await board.act(event, on: call)
            }
            try await body(board, watch, call)
        }
    }

    private func isReconnecting(_ member: MemberID, _ call: Call, _ board: Switchboard) async throws -> Bool {
        try await board.repository.call(call.key)?.participant(member)?.reconnectingSince != nil
    }

    @Test func whoGoesOfflineIsWaitedForAndComesBack() async throws {
        try await talking { board, watch, call in
            watch.note(.wentOffline, of: Self.ben, in: Switchboard.church)
            try await board.eventually {
                await board.clock.advance(by: 0.5)
                return try await isReconnecting(Self.ben, call, board)
            }
            watch.note(.cameOnline, of: Self.ben, in: Switchboard.church)
            try await board.eventually {
                await board.clock.advance(by: 0.5)
                return try await !isReconnecting(Self.ben, call, board)
            }
            #expect(try await board.repository.call(call.key)?.status == .active)
            #expect(try await !isReconnecting(Self.anna, call, board))
            try await board.untilDelivered()
            #expect(board.accepted("/participants").suffix(2) == [.participantReconnecting, .participantReconnected])
        }
    }

    @Test func whoDoesNotComeBackHasLeft() async throws {
        try await talking { board, watch, call in
            watch.note(.wentOffline, of: Self.ben, in: Switchboard.church)
            try await board.eventually {
                await board.clock.advance(by: 5)
                return try await board.repository.call(call.key)?.status == .ended
            }
        }
    }

    @Test func aShortInterruptionIsNone() async throws {
        try await talking { board, watch, call in
            let before = try await board.repository.call(call.key)?.version
            watch.note(.wentOffline, of: Self.ben, in: Switchboard.church)
            watch.note(.cameOnline, of: Self.ben, in: Switchboard.church)
            await board.clock.advance(by: 2)
            #expect(try await board.repository.call(call.key)?.version == before)
        }
    }

    @Test func onlyThoseWhoAreInAreLost() async throws {
        try await talking { board, watch, _ in
            let ringing = try await board.ring("chloe", "david").call
            for member in [Self.chloe, MemberID("david"), MemberID("emma")] { watch.note(.wentOffline, of: member, in: Switchboard.church) }
            watch.note(.wentOffline, of: Self.anna, in: ChurchID("hope"))
            await board.clock.advance(by: 1)
            #expect(try await board.repository.call(ringing.key)?.participants.allSatisfy { $0.reconnectingSince == nil } == true)
            #expect(!board.published("/participants").contains("participant_reconnecting"))
        }
    }

    @Test func aDatabaseThatIsDownIsToldLater() async throws {
        var troubled: TroubledRepository?
        let board = Switchboard(makeStore: { onCommit in
            let repository = TroubledRepository(onCommit: onCommit)
            troubled = repository
            return repository
        })
        let repository = try #require(troubled)
        try await talking(on: board) { board, watch, call in
            repository.setDown(true)
            watch.note(.wentOffline, of: Self.ben, in: Switchboard.church)
            await board.clock.advance(by: 2)
            #expect(try await !isReconnecting(Self.ben, call, board))
            repository.setDown(false)
            try await board.eventually {
                await board.clock.advance(by: 0.5)
                return try await isReconnecting(Self.ben, call, board)
            }
        }
    }
}
