import CallControl
import CallSignaling
import FoundationEssentials
import LiveKit

/// Has calls recorded by LiveKit's egress service, and tells the call what becomes of it.
struct RoomRecorder: Sendable {
    let egress: EgressClient
    let options: RecordingOptions
    let watch: RoomWatch

    /// Begins with the recording that was asked for last. One that an attempt before has begun, whose answer was lost, is it; where nobody wants it any more it is
    /// stopped, and what it has recorded is the call's all the same.
    func begin(_ call: Call) async throws {
        guard let wish = call.recordings.first(where: { $0.mediaID == nil && !$0.state.isOver }) else { return }
        let isWanted = wish.state == .requested && call.status.isLive
        let plan = options.plan(wish, of: call)
        do {
            if let begun = try await begun(by: plan, for: call, isWanted: isWanted) {
                try await place(begun, call)
                if !isWanted, begun.status?.isOver != true { try await stop(begun.id, call) }
            } else if isWanted {
                try await place(try await egress.start(plan), call)
            } else {
                try await fail(call, "nothing was recorded")
            }
        } catch let error as LiveKitError where error.isFinal {
            try await fail(call, "\(error)")
        }
    }

    /// What was begun by this plan, and that the call does not know of. While it is wanted only what runs is looked at: what has ended is no reason not to begin again.
    private func begun(by plan: RecordingPlan, for call: Call, isWanted: Bool) async throws(LiveKitError) -> LiveKitEgress? {
        let known = Set(call.recordings.compactMap(\.mediaID))
        let own = try await egress.recordings(of: call.roomName, isActive: isWanted).filter {
            !known.contains($0.id) && ($0.path == nil || $0.path == plan.path)
        }
        return own.first { $0.status?.isOver == false } ?? own.first
    }

    private func place(_ begun: LiveKitEgress, _ call: Call) async throws {
        try await watch.perform(.recordingPlaced(begun.id), on: call.key)
        try await report(begun, on: call.key)
    }

    /// Ends what a host wants no more of.
    func end(_ call: Call) async throws {
        for recording in call.recordings where recording.state == .stopping {
            if let id = recording.mediaID { try await stop(id, call) }
        }
    }

    /// Stops a recording; one that is not there has failed. What came of one that has ended already is told, or asked for.
    private func stop(_ id: String, _ call: Call) async throws {
        do throws(LiveKitError) {
            try await egress.stop(id)
        } catch {
            switch error.code {
            case .notFound: try await watch.perform(.recordingReported(RecordingReport(id, .failed, error: "\(error)")), on: call.key)
            case .failedPrecondition: break
            default: throw error
            }
        }
    }

    /// Tells the call what the server says of a recording.
    func report(_ egress: LiveKitEgress, on key: CallKey) async throws {
        if let report = egress.report { try await watch.perform(.recordingReported(report), on: key) }
    }

    /// Asks for what was never told, where something is to be told yet.
    func look(at call: Call) async throws {
        guard call.recordings.contains(where: { $0.mediaID != nil && !$0.state.isOver }) else { return }
        for recording in try await egress.recordings(of: call.roomName, isActive: false) { try await report(recording, on: call.key) }
    }

    /// Tells the call that the recording asked for last was not to be had.
    func giveUp(_ call: Call, _ reason: String) async throws {
        guard call.recordings.contains(where: { $0.mediaID == nil && !$0.state.isOver }) else { return }
        try await fail(call, reason)
    }

    private func fail(_ call: Call, _ reason: String) async throws {
        try await watch.perform(.recordingReported(RecordingReport(nil, .failed, error: reason)), on: call.key)
    }
}

extension LiveKitEgress {
    /// What it means for the call; nil where it means nothing yet.
    var report: RecordingReport? {
        let files = files.map { Recording.File(name: $0.name, location: $0.location, size: $0.size, duration: $0.duration) }
        switch status {
        case .starting, nil: return nil
        case .active, .ending: return RecordingReport(id, .active)
        case .complete, .limitReached: return RecordingReport(id, .complete, files: files)
        case .failed, .aborted: return RecordingReport(id, .failed, files: files, error: error.isEmpty ? "it was given up" : error)
        }
    }
}

extension RecordingOptions {
    /// What is to be recorded of a call, and where to: a folder for each church, one for each call, a file for each wish.
    func plan(_ wish: Recording, of call: Call) -> RecordingPlan {
        let moment = Timestamp(wish.requestedAt).text.filter { $0 != "-" && $0 != ":" }
        return RecordingPlan(
            room: call.roomName, isAudioOnly: call.type == .voice,
            path: "\(path)/church-\(call.churchID)/\(call.id)/\(moment).\(call.type == .voice ? "ogg" : "mp4")", bucket: bucket)
    }
}
