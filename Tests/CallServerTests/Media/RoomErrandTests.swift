import CallControl
import CallSignaling
import Foundation
import LiveKit
import Testing

@testable import CallServer

/// What follows for a call's room from what happens to the call.
@Suite struct RoomErrandTests {
    private func tasks(_ call: Call, after seq: Int = 0) throws -> [String] {
        try FollowUp(call, after: seq).roomErrands().map { errand in
            #expect(errand.kind == .room && errand.callID == call.id && errand.churchID == call.churchID)
            let task = try RoomErrand(errand).task
            let isOfRecording = [.record, .stopRecording].contains(task)
            #expect(errand.lane == (isOfRecording ? "\(call.id)/recording" : call.id.rawValue), "no recorder holds up what a host does")
            return "\(errand.seq) \(task.rawValue)"
        }
    }

    @Test func aCallHasARoomMadeAndInTheEndDeleted() throws {
        var call = try startedCall().call
        #expect(try tasks(call) == ["2 open"])
        _ = try call.handle(.accept(Party(MemberID("m-2"))), at: arrival + 5)
        #expect(try tasks(call, after: 1).isEmpty)
        let seq = call.eventSeq
        _ = try call.handle(.end(Party(MemberID("m-2")), .normal), at: arrival + 9)
        #expect(try tasks(call, after: seq) == ["\(call.eventSeq * 2 + 1) close"])
    }

    @Test func whatAHostDoesReachesTheRoom() throws {
        var call = try startedCall().call
        _ = try call.handle(.accept(Party(MemberID("m-2"))), at: arrival + 5)
        let seq = call.eventSeq
        _ = try call.handle(.mute(by: Host(MemberID("m-1")), MemberID("m-2")), at: arrival + 6)
        _ = try call.handle(.remove(by: Host(MemberID("m-1")), MemberID("m-2")), at: arrival + 7)
        #expect(try tasks(call, after: seq) == ["\(seq * 2 + 2) mute", "\(seq * 2 + 4) remove", "\(call.eventSeq * 2 + 1) close"])
        #expect(try FollowUp(call, after: seq).roomErrands().prefix(2).allSatisfy { try RoomErrand($0).member == MemberID("m-2") })
    }

    @Test func wishesToRecordReachTheRoom() throws {
        var call = try startedCall(.voice).call
        let host = Host(MemberID("m-1"))
        _ = try call.handle(.startRecording(by: host), at: arrival + 1)
        _ = try call.handle(.recordingPlaced("EG_1"), at: arrival + 2)
        _ = try call.handle(.stopRecording(by: host), at: arrival + 3)
        #expect(try tasks(call) == ["2 open", "4 record", "8 stop_recording"])
        let plan = RecordingOptions(path: "rec").plan(call.recordings[0], of: call)
        #expect(plan.path == "rec/church-c-1/\(callID)/20260131T093001.125Z.ogg")
        #expect(plan.isAudioOnly && plan.bucket == nil)
    }

    @Test("a stay is ended once for each version of the call, apart from what follows from the call's story")
    func expulsions() throws {
        var call = try startedCall().call
        let bob = MemberID("m-2")
        func expulsion(_ sid: String) throws -> Errand { try RoomErrand.expulsion(of: bob, stay: sid, from: call, at: arrival + 5) }
        let first = try expulsion("PA_1")
        #expect(first.lane == "\(callID)/m-2/PA_1" && first.kind == .room && first.callID == call.id && first.churchID == call.churchID)
        #expect(try RoomErrand(first) == RoomErrand(.remove, bob) && first.notBefore == arrival + 5)
        #expect(try expulsion("PA_1") == first && expulsion("PA_2").lane != first.lane)
        #expect(try expulsion(String(repeating: "é", count: 9_999)).lane.utf8.count < 400)
        _ = try call.handle(.accept(Party(bob)), at: arrival + 6)
        #expect(try expulsion("PA_1").seq > first.seq)
    }

    @Test func oneThatIsOverBeforeItIsFollowedUpHasBoth() throws {
        var call = try startedCall().call
        _ = try call.handle(.cancel(Party(MemberID("m-1"))), at: arrival + 1)
        #expect(try tasks(call) == ["2 open", "\(call.eventSeq * 2 + 1) close"])
    }

    @Test func roomsAreToldByTheirNames() throws {
        let id = "0192f3c4-5d6e-7f80-9a0b-1c2d3e4f5061"
        let key = try #require(CallKey(roomName: "faithflow_my_church_\(id)"))
        #expect(key.churchID == ChurchID("my_church") && key.callID == CallID(id))
        for name in [
            "", "faithflow_", "faithflow__\(id)", "faithflow_\(id)", "faithflow_c_\(id.uppercased())", "faithflow_c_\(id)x",
            "other_c_\(id)", "faithflow_c/d_\(id)",
        ] {
            #expect(CallKey(roomName: name) == nil, "\(name)")
        }
    }
}
