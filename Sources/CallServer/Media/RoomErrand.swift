import CallControl
import CallSignaling
import FoundationEssentials

/// Something to be done in a call's media room, as an errand carries it.
struct RoomErrand: Codable, Hashable, Sendable {
    /// What.
    enum Task: String, Codable, Sendable {
        /// Make the room as it should be.
        case open
        /// Silence a participant.
        case mute
        /// Throw a participant out.
        case remove
        /// Begin the recording that was asked for.
        case record
        /// End those that are not wanted any more.
        case stopRecording = "stop_recording"
        /// Delete the room.
        case close
    }

    /// Nobody cares any more after so long; seconds.
    static let lifetime = 86_400.0

    /// What.
    let task: Task
    /// Whom it concerns.
    let member: MemberID?

    init(_ task: Task, _ member: MemberID? = nil) {
        self.task = task
        self.member = member
    }

    /// The errand as it waits: one lane for each call. Two numbers for each line of its story, since a line that ends the call has the room closed too.
    func errand(of call: Call, for event: AuditEvent) throws -> Errand {
        Errand(
            .room, lane: call.id.rawValue, seq: event.seq * 2 + (task == .close ? 1 : 0), churchID: call.churchID, callID: call.id,
            body: String(decoding: try JSONEncoder().encode(self), as: UTF8.self), notBefore: event.at,
            expiresAt: event.at.addingTimeInterval(Self.lifetime))
    }

    /// What an errand says.
    init(_ errand: Errand) throws { self = try JSONDecoder().decode(Self.self, from: Data(errand.body.utf8)) }
}
