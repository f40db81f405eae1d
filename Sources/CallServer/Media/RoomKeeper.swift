import CallControl
import CallSignaling
import FoundationEssentials
import LiveKit

/// Carries out errands in media rooms. Each may be carried out twice: what is so already is as good as done.
struct RoomKeeper: Sendable {
    /// Pause after the first failure, seconds; it doubles.
    static let firstPause = 0.5
    /// Longest pause, seconds.
    static let longestPause = 30.0
    /// How long it is tried to begin a recording, seconds; then it has failed, which whoever asked for it can see.
    static let recordingPatience = 60.0

    let rooms: RoomServiceClient
    let repository: any CallRepository
    let clock: any CallClock
    /// Nil where calls are not recorded.
    let recorder: RoomRecorder?
    /// Most members of a call.
    let memberLimit: Int

    /// Makes one attempt.
    func carryOut(_ claimed: ClaimedErrand) async -> ErrandOutcome {
        do {
            guard let id = claimed.errand.callID else { return .dropped("without a call") }
            let errand = try RoomErrand(claimed.errand)
            guard let call = try await repository.call(CallKey(claimed.errand.churchID, id)) else { return .dropped("the call is gone") }
            try await carryOut(errand, for: call, since: claimed.errand.notBefore)
            return .done
        } catch let error as LiveKitError {
            if error.code == .notFound { return .done }
            return error.isFinal ? .dropped("\(error)") : retry(claimed, "\(error)")
        } catch is DecodingError {
            return .dropped("not readable")
        } catch {
            return retry(claimed, "\(error)")
        }
    }

    private func carryOut(_ errand: RoomErrand, for call: Call, since date: Date) async throws {
        switch (errand.task, errand.member) {
        case (.open, _): if call.status.isLive { try await rooms.create(call.roomPlan(memberLimit: memberLimit)) }
        case (.close, _): try await rooms.delete(room: call.roomName)
        case (.mute, let member?): if call.status.isLive { try await mute(member, in: call) }
        case (.remove, let member?): try await remove(member, from: call)
        case (.record, _): try await record(call, since: date)
        case (.stopRecording, _): try await recorder?.end(call)
        case (.mute, nil), (.remove, nil): break
        }
    }

    /// Throws out somebody who is there, and not in the call. He may have been called in again and have answered meanwhile: so it is the call read after the room that counts.
    private func remove(_ member: MemberID, from call: Call) async throws {
        guard try await rooms.participants(in: call.roomName).contains(where: { $0.identity == member.rawValue }) else { return }
        let now = clock.now()
        guard try await repository.call(call.key)?.participant(member)?.state.isIn != true else { return }
        try await rooms.remove(member.rawValue, from: call.roomName, revokingTokensBefore: LiveKitRooms.beginning(ofTokensMadeAt: now))
    }

    /// Silences somebody who is muted; he may have opened his microphone again meanwhile, so it is the call read after the room that counts.
    private func mute(_ member: MemberID, in call: Call) async throws {
        let person = try await rooms.participants(in: call.roomName).first { $0.identity == member.rawValue }
        guard let tracks = person?.tracks.filter({ $0.source == .microphone && !$0.isMuted }), !tracks.isEmpty else { return }
        guard try await repository.call(call.key)?.participant(member)?.media.isMuted == true else { return }
        for track in tracks { try await rooms.setMuted(true, track: track.sid, of: member.rawValue, in: call.roomName) }
    }

    /// Has a recording begun that was asked for at `date`, in the room, which may not have been made yet.
    private func record(_ call: Call, since date: Date) async throws {
        guard let recorder else { return }
        do {
            if call.status.isLive { try await rooms.create(call.roomPlan(memberLimit: memberLimit)) }
            try await recorder.begin(call)
        } catch let error as LiveKitError where !error.isFinal && clock.now().timeIntervalSince(date) > Self.recordingPatience {
            try await recorder.giveUp(call, "\(error)")
        }
    }

    private func retry(_ claimed: ClaimedErrand, _ reason: String) -> ErrandOutcome {
        let pause = min(Self.longestPause, Self.firstPause * Double(1 << min(claimed.attempts, 10)))
        return .retry(at: clock.now().addingTimeInterval(pause * Double.random(in: 0.75...1.25)), reason)
    }
}

extension Call {
    /// What the call's room should be like: it waits for the phones as long as the call does.
    func roomPlan(memberLimit: Int) throws -> RoomPlan {
        RoomPlan(
            name: roomName, emptyTimeout: Int((timeouts.ring + timeouts.connect).rounded(.up)),
            departureTimeout: max(1, Int(timeouts.reconnect.rounded(.up))), maxParticipants: memberLimit,
            metadata: try RoomMetadata(self).text)
    }
}
