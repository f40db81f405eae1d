import CallControl
import CallSignaling

/// Writes down what has to be done in media rooms for what happens to calls.
struct RoomFollower: CallFollower {
    let errands: any ErrandQueue

    /// A room for a new call, and its end with the call's; what a host has done to others.
    func follow(_ changes: [FollowUp]) async throws {
        let all = try changes.flatMap { try $0.roomErrands() }
        if !all.isEmpty { try await errands.add(all) }
    }
}

extension FollowUp {
    /// What has to be done in the call's room. An attempt that rang nobody has none.
    func roomErrands() throws -> [Errand] {
        guard !call.isStillborn else { return [] }
        var all = try events.compactMap { event in try event.roomErrand.map { try $0.errand(of: call, for: event) } }
        if !call.status.isLive, let last = events.last { all.append(try RoomErrand(.close).errand(of: call, for: last)) }
        return all
    }
}

extension AuditEvent {
    fileprivate var roomErrand: RoomErrand? {
        switch type {
        case .created: RoomErrand(.open)
        case .muted: target.map { RoomErrand(.mute, $0) }
        case .removed: target.map { RoomErrand(.remove, $0) }
        case .recordingRequested: RoomErrand(.record)
        case .recordingStopRequested: RoomErrand(.stopRecording)
        default: nil
        }
    }
}
