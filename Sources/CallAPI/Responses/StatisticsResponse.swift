import CallControl

/// Answer of `GET /api/calls/stats`.
struct StatisticsResponse: AnswerBody {
    let totalCalls: Int
    let totalDurationSeconds: Int
    let voiceCalls: Int
    let videoCalls: Int
    let missedCalls: Int
    let averageDurationSeconds: Int

    init(_ statistics: CallStatistics) {
        totalCalls = statistics.totalCalls
        totalDurationSeconds = statistics.totalDurationSeconds
        voiceCalls = statistics.voiceCalls
        videoCalls = statistics.videoCalls
        missedCalls = statistics.missedCalls
        averageDurationSeconds = statistics.averageDurationSeconds
    }

    enum CodingKeys: String, CodingKey {
        case totalCalls = "total_calls"
        case totalDurationSeconds = "total_duration_seconds"
        case voiceCalls = "voice_calls"
        case videoCalls = "video_calls"
        case missedCalls = "missed_calls"
        case averageDurationSeconds = "average_duration_seconds"
    }
}
