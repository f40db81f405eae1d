import CallControl
import CallSignaling

extension CallStatistics {
    /// Counts `call`, as `member` sees it.
    mutating func add(_ call: Call, of member: MemberID) {
        totalCalls += 1
        switch call.type {
        case .voice: voiceCalls += 1
        case .video: videoCalls += 1
        }
        if let part = call.participant(member), part.role == .callee, part.state == .missed { missedCalls += 1 }
        guard let seconds = call.durationSeconds else { return }
        answeredCalls += 1
        totalDurationSeconds += seconds
    }
}
