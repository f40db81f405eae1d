import BSON
import Foundation
import TestSupport
import Testing

/// The sweep's calls and rooms are independent of each other.
@Suite("Sweeping media rooms", .enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(3)))
struct SweepTests {
    private static let settings = [
        "RECORDING_OUTPUT": "disk", "RECORDING_PATH": "rec", "LIVEKIT_SWEEP_SECONDS": "0.3", "LIVEKIT_ORPHAN_SECONDS": "1",
    ]

    /// Two calls; a sweep comes to the first of them first.
    private static func meetTwice(_ stage: MediaStage) async throws -> [(callID: String, caller: Phone, other: Phone)] {
        let pairs = [(stage.anna, stage.ben), (stage.church.phone(2), stage.church.phone(3))]
        var calls: [(callID: String, caller: Phone, other: Phone)] = []
        for (caller, callee) in pairs { calls.append((try await stage.meet(caller, callee), caller, callee)) }
        for call in calls { try await stage.awaitSignal("participant_joined", about: call.other.member, of: call.callID) }
        return calls.sorted { $0.callID < $1.callID }
    }

    @Test("one call of which nothing can be learned keeps no other from being looked at, and no orphan alive")
    func independence() async throws {
        try await MediaStage.with(Self.settings, isHeld: true) { stage in
            let calls = try await Self.meetTwice(stage)
            let (bad, good) = (calls[0], calls[1])
            try await bad.caller.must("recording", bad.callID)
            try await stage.awaitErrands()
            try await stage.double.tell("fault", ["about": stage.room(bad.callID), "code": "internal"])
            for call in calls {
                try await stage.double.tell("leave", ["room": stage.room(call.callID), "identity": call.other.member])
            }
            let orphans = (0..<3).map { _ in stage.room(UUID().uuidString.lowercased()) }
            try await stage.double.tell("fault", ["about": orphans[0], "code": "internal"])
            for orphan in orphans { try await stage.double.tell("room", ["name": orphan]) }
            try await stage.awaitSignal("participant_reconnecting", about: good.other.member, of: good.callID)
            try await stage.double.awaitState("one orphan") { state in orphans.filter { state.room($0) != nil } == [orphans[0]] }
            #expect(try await stage.signals("participant_reconnecting", about: bad.other.member, of: bad.callID) == 0)
            try await stage.double.tell("heal")
            try await stage.awaitSignal("participant_reconnecting", about: bad.other.member, of: bad.callID)
            try await stage.double.awaitState("no orphans") { state in orphans.allSatisfy { state.room($0) == nil } }
        }
    }

    @Test("a recording of which nothing can be learned keeps nobody from being looked at")
    func recordings() async throws {
        try await MediaStage.with(Self.settings, isHeld: true) { stage in
            let calls = try await Self.meetTwice(stage)
            try await calls[0].caller.must("recording", calls[0].callID)
            try await stage.awaitErrands()
            try await stage.double.tell("fault", ["method": "ListEgress", "code": "internal"])
            for call in calls {
                try await stage.double.tell("leave", ["room": stage.room(call.callID), "identity": call.other.member])
            }
            for call in calls { try await stage.awaitSignal("participant_reconnecting", about: call.other.member, of: call.callID) }
        }
    }
}
