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
    /// Most bytes of a stay's id that tell it from others.
    private static let stayLimit = 64

    /// What.
    let task: Task
    /// Whom it concerns.
    let member: MemberID?

    init(_ task: Task, _ member: MemberID? = nil) {
        self.task = task
        self.member = member
    }

    /// The errand as it waits: one lane for each call, and one for its recordings, which may have to wait for a free recorder. Two numbers for each line of its story, since a
    /// line that ends the call has the room closed too.
    func errand(of call: Call, for event: AuditEvent) throws -> Errand {
        Errand(
            .room, lane: isOfRecording ? "\(call.id)/recording" : call.id.rawValue, seq: event.seq * 2 + (task == .close ? 1 : 0),
            churchID: call.churchID, callID: call.id,
            body: try text, notBefore: event.at, expiresAt: event.at.addingTimeInterval(Self.lifetime))
    }

    /// Throws out somebody who has entered the room, and is not in the call as it is now. A lane for each of his stays, in which each version of the call counts once: told
    /// of it twice, by whichever instance, it is one errand.
    static func expulsion(of member: MemberID, stay sid: String, from call: Call, at now: Date) throws -> Errand {
        let stay = String(decoding: sid.utf8.prefix(stayLimit), as: UTF8.self)
        return Errand(
            .room, lane: "\(call.id)/\(member)/\(stay)", seq: call.version, churchID: call.churchID, callID: call.id,
            body: try RoomErrand(.remove, member).text, notBefore: now, expiresAt: now.addingTimeInterval(lifetime))
    }

    private var isOfRecording: Bool { task == .record || task == .stopRecording }

    private var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// What an errand says.
    init(_ errand: Errand) throws { self = try JSONDecoder().decode(Self.self, from: Data(errand.body.utf8)) }
}
