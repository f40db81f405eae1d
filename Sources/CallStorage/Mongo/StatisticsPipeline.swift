import BSON
import CallControl
import CallSignaling
import FoundationEssentials

/// The aggregation behind `CallRepository.statistics`.
enum StatisticsPipeline {
    static func stages(of member: MemberID, in church: ChurchID, since start: Date) -> [BSONDocument] {
        var filter = CallQuery.calls(of: member, in: church)
        filter.append(["$gte": .date(start)], for: CallField.initiatedAt)
        let group: BSONDocument = [
            "_id": nil, "total": ["$sum": 1], "seconds": ["$sum": "$duration_seconds"],
            "voice": count(["$eq": ["$call_type", .string(CallType.voice.rawValue)]]),
            "video": count(["$eq": ["$call_type", .string(CallType.video.rawValue)]]),
            "answered": count(["$gte": ["$duration_seconds", 0]]),
            "missed": count(["$in": [.document(missedPart(of: member)), "$parts"]]),
        ]
        return [["$match": .document(filter)], ["$project": .document(projection)], ["$group": .document(group)]]
    }

    /// The sums in the pipeline's only result, which is missing when there are no calls.
    static func sums(_ result: BSONDocument?) -> CallStatistics {
        var sums = CallStatistics()
        guard let result else { return sums }
        sums.totalCalls = result["total"]?.int ?? 0
        sums.totalDurationSeconds = result["seconds"]?.int ?? 0
        sums.voiceCalls = result["voice"]?.int ?? 0
        sums.videoCalls = result["video"]?.int ?? 0
        sums.answeredCalls = result["answered"]?.int ?? 0
        sums.missedCalls = result["missed"]?.int ?? 0
        return sums
    }

    private static let projection: BSONDocument = [
        CallField.type: 1, CallField.duration: 1,
        "parts": [
            "$map": [
                "input": "$participants",
                "in": ["member": "$$this.member.id", "role": "$$this.role", "state": "$$this.state"],
            ]
        ],
    ]

    /// `$literal`, so that no id is taken for a field's name.
    private static func missedPart(of member: MemberID) -> BSONDocument {
        let part: BSONDocument = [
            "member": .string(member.rawValue), "role": .string(Participant.Role.callee.rawValue),
            "state": .string(ParticipantState.missed.rawValue),
        ]
        return ["$literal": .document(part)]
    }

    private static func count(_ condition: BSONValue) -> BSONValue { ["$sum": ["$cond": [condition, 1, 0]]] }
}
