import CallSignaling
import FoundationEssentials
import LiveKit

/// What follows from who is in a call's room. The room is asked, and what it says now counts: so it does not matter in which order, how late or how often one is
/// told that it has changed.
extension Call {
    /// What has to happen to the call when just these `people` are in its room. Whom the media server has never told of may be talking without it, and
    /// is only gone if he is among those who `left` it.
    func mediaEvents(seeing people: [LiveKitParticipant], left: Set<MemberID> = []) -> [CallEvent] {
        let present = Set(people.lazy.filter { $0.state != .disconnected }.map(\.identity))
        return participants.compactMap { part in
            guard part.state.isIn else { return nil }
            if present.contains(part.id.rawValue) { return part.isMediaUp == true ? nil : .connectionRestored(part.id, .media) }
            guard part.state == .joined, part.isMediaUp == true || (part.isMediaUp == nil && left.contains(part.id)) else { return nil }
            return .connectionLost(part.id, .media)
        }
    }

    /// How many should be in its room, by what the media server last told.
    var mediaCount: Int { participants.count { $0.state.isIn && $0.isMediaUp == true } }

    /// The change that makes a participant's flags those of what he publishes from `source`, as was told at `date`; nil where they are.
    func flagChange(of person: LiveKitParticipant, _ source: TrackSource, toldAt date: Date?) -> CallEvent? {
        let member = MemberID(person.identity)
        guard let part = participant(member), part.state.isIn else { return nil }
        let isOn = person.tracks.contains { $0.source == source && !$0.isMuted }
        var change = MediaChange()
        switch source {
        case .microphone: if part.media.isMuted == isOn, !(isOn && isBefore(date, muteOf: member)) { change.isMuted = !isOn }
        case .camera: if part.media.isVideoEnabled != isOn { change.isVideoEnabled = isOn }
        case .screenShare: if part.media.isScreenSharing != isOn { change.isScreenSharing = isOn }
        case .screenShareAudio: break
        }
        return change.isEmpty ? nil : .update(Party(member), change)
    }

    /// Whether something may have been told before a host last muted somebody, whom the room has yet to silence. The media server counts in whole seconds.
    private func isBefore(_ date: Date?, muteOf member: MemberID) -> Bool {
        guard let mute = events.last(where: { $0.type == .muted && $0.target == member }) else { return false }
        return date.map { $0 <= mute.at } ?? true
    }

    /// Participants who are in the room and not in the call: their part has been over for `seconds`, or they ring, and have not answered.
    func strays(among people: [LiveKitParticipant], at now: Date, after seconds: Double) -> [MemberID] {
        let present = Set(people.lazy.filter { $0.state != .disconnected }.map(\.identity))
        return participants.filter { part in
            guard present.contains(part.id.rawValue), !part.state.isIn else { return false }
            return part.state.isRinging || part.finishedAt.map { $0.addingTimeInterval(seconds) <= now } == true
        }.map(\.id)
    }

    /// Whether a sweep asks who is in the room, which has so many people. The number alone does not tell where one may be in another's place: while somebody is
    /// reconnecting, and as long as one who is not in the call may have a token. Before the call is answered nobody but its caller has one.
    func isToBeLookedInto(seeing count: Int, at now: Date) -> Bool {
        if count != mediaCount { return true }
        guard count > 0, answeredAt != nil else { return false }
        return participants.contains { part in
            if part.reconnectingSince != nil || part.state.isRinging { return true }
            return part.finishedAt.map { now < $0.addingTimeInterval(timeouts.ring + LiveKitRooms.lifetime) } == true
        }
    }
}
