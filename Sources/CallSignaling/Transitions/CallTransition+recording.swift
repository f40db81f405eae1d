/// Recordings: a host wishes, the media server tells what becomes of it. That may be after the call's end, and then changes the recording alone.
extension CallTransition {
    /// A host has the call recorded.
    mutating func startRecording(by host: Host) throws(CallConflict) {
        try allow(host)
        guard call.status.isLive else { throw .over }
        guard !call.isRecorded else { return }
        guard call.recordings.count < Recording.limit else { throw .recordingLimit }
        call.recordings.append(
            Recording(
                by: host.member, requestedAt: now, state: .requested, mediaID: nil, startedAt: nil, endedAt: nil, files: [], error: nil))
        note(.recordingRequested, by: host.member)
    }

    /// A host has the recording stopped.
    mutating func stopRecording(by host: Host) throws(CallConflict) {
        try allow(host)
        guard call.status.isLive else { throw .over }
        guard let index = call.recordings.lastIndex(where: \.state.isOn) else { return }
        call.recordings[index].state = .stopping
        note(.recordingStopRequested, by: host.member)
    }

    /// The media server has begun with the recording that had no id yet.
    mutating func placeRecording(_ mediaID: String) {
        guard !call.recordings.contains(where: { $0.mediaID == mediaID }), let index = call.recordings.firstIndex(where: \.isUnplaced)
        else { return }
        call.recordings[index].mediaID = mediaID
        note(.recordingPlaced, by: nil)
    }

    /// The media server tells of a recording.
    mutating func reportRecording(_ report: RecordingReport) {
        let index =
            if let id = report.mediaID { call.recordings.firstIndex { $0.mediaID == id } } else {
                call.recordings.firstIndex(where: \.isUnplaced)
            }
        guard let index, !call.recordings[index].state.isOver else { return }
        if report.state == .active { return begin(index) }
        guard report.state.isOver else { return }
        call.recordings[index].state = report.state
        call.recordings[index].endedAt = now
        call.recordings[index].files = Array(report.files.prefix(Recording.fileLimit))
        call.recordings[index].error = report.error
        note(.recordingStopped, by: nil)
        if call.status.isLive { emit(.recordingStopped(.init(isFailed: report.state == .failed)), to: [callTopic]) }
    }

    private mutating func begin(_ index: Int) {
        guard call.recordings[index].startedAt == nil else { return }
        call.recordings[index].startedAt = now
        if call.recordings[index].state == .requested { call.recordings[index].state = .active }
        note(.recordingStarted, by: nil)
        if call.status.isLive { emit(.recordingStarted(.init(call.recordings[index].by)), to: [callTopic]) }
    }

    private func allow(_ host: Host) throws(CallConflict) {
        guard !host.isAdministrator else { return }
        let own = try index(of: host.member)
        guard own == 0 else { throw .notCaller }
        guard call.participants[own].state.isIn || !call.status.isLive else { throw .notIn }
    }
}

extension Recording {
    /// Whether the media server has not begun with it.
    fileprivate var isUnplaced: Bool { mediaID == nil && !state.isOver }
}
