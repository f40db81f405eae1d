import CallSignaling
import FoundationEssentials

/// The contract's `CallHistoryItem`.
struct HistoryItemResponse: Encodable, Sendable {
    let callID: CallID
    let callType: CallType
    let status: CallStatus
    let callerID: MemberID
    let callerName: String
    let callerAvatar: Nullable<String>
    let calleeIDs: [MemberID]
    let calleeNames: [String]
    let initiatedAt: Timestamp
    let durationSeconds: Int
    let endReason: Nullable<EndReason>
    let isIncoming: Bool

    init(_ call: Call, seenBy member: MemberID, now: Date) {
        callID = call.id
        callType = call.type
        status = call.status
        callerID = call.caller.id
        callerName = call.caller.member.name
        callerAvatar = Nullable(call.caller.member.avatar)
        calleeIDs = call.callees.map(\.id)
        calleeNames = call.callees.map(\.member.name)
        initiatedAt = Timestamp(call.initiatedAt)
        durationSeconds = call.duration(at: now)
        endReason = Nullable(call.endReason)
        isIncoming = call.caller.id != member
    }

    enum CodingKeys: String, CodingKey {
        case callID = "call_id"
        case callType = "call_type"
        case status
        case callerID = "caller_id"
        case callerName = "caller_name"
        case callerAvatar = "caller_avatar"
        case calleeIDs = "callee_ids"
        case calleeNames = "callee_names"
        case initiatedAt = "initiated_at"
        case durationSeconds = "duration_seconds"
        case endReason = "end_reason"
        case isIncoming = "is_incoming"
    }
}
