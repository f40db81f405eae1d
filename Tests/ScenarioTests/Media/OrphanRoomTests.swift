import Foundation
import TestSupport
import Testing

/// Rooms that no call needs are deleted: not early, and none that is somebody else's.
@Suite("Orphan rooms", .enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(3)))
struct OrphanRoomTests {
    @Test("rooms of calls that are over or unknown go after a while; those of live calls and of other people stay")
    func sweep() async throws {
        try await MediaStage.with(["LIVEKIT_SWEEP_SECONDS": "0.3", "LIVEKIT_ORPHAN_SECONDS": "3"]) { stage in
            let double = stage.double
            let over = try await stage.anna.ring([stage.ben])
            try await double.awaitState("the first room") { $0.room(stage.room(over)) != nil }
            try await stage.anna.must("cancel", over)
            try await double.awaitState("the first room's end") { $0.successes(of: "DeleteRoom") == 1 }
            let live = try await stage.anna.ring([stage.ben])
            try await double.awaitState("the live call's room") { $0.room(stage.room(live)) != nil }
            let unknown = stage.room(UUID().uuidString.lowercased())
            let others = ["lobby", "faithflow_", "faithflow_\(stage.church.id)_x", "faithflow_\(UUID().uuidString.lowercased())"]
            let start = ContinuousClock.now
            for name in [stage.room(over), unknown] + others { try await double.tell("room", ["name": name]) }
            try await double.join(unknown, "somebody")
            try await double.awaitState("no room of the call that is over") { $0.room(stage.room(over)) == nil }
            #expect(try await double.state().room(unknown) != nil || ContinuousClock.now - start >= .seconds(3), "not early")
            try await double.awaitState("no room of a call that there is not") { $0.room(unknown) == nil }
            #expect(ContinuousClock.now - start >= .seconds(3))
            #expect(Set(try await double.state().rooms.map(\.name)) == Set(others + [stage.room(live)]))
        }
    }
}
