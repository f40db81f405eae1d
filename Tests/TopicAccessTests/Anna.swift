import CallSignaling
import Testing
import TopicAccess

/// The member whom these tests are about, and what is around her.
enum Anna {
    static let church = "grace"
    static let otherChurch = "hope"
    static let member = "anna"
    static let otherMember = "ben"
    static let call = "7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"

    static func principal(_ church: String = church, _ member: String = member) throws -> Principal {
        try #require(Principal(churchID: ChurchID(church), memberID: MemberID(member)))
    }

    /// Topics and filters that she may hear.
    static let audible: Set<String> = [
        "faithflow/grace/member/anna/incoming_call", "faithflow/grace/member/anna/call_status", "faithflow/grace/member/anna/webrtc",
        "faithflow/grace/presence/anna",
        "faithflow/grace/presence/ben", "faithflow/grace/presence/+", "faithflow/grace/presence/anna/call",
        "faithflow/grace/presence/ben/call", "faithflow/grace/config", "faithflow/grace/presence/+/call",
        "faithflow/grace/call/\(call)/signal",
        "faithflow/grace/call/\(call)/participants",
    ]

    static func publish(_ text: String = "{}", isRetained: Bool = false) -> TopicAction {
        .publish(TopicAction.Publication(payload: Array(text.utf8), isRetained: isRetained))
    }

    /// A `call_ringing` as the app sends it; other values on request.
    static func ringing(_ changes: [String: String?] = [:]) -> TopicAction {
        var members = [
            "type": #""call_ringing""#, "call_id": "\"\(call)\"", "timestamp": #""2026-01-31T09:30:00.610Z""#, "callee_id": #""anna""#,
            "callee_name": #""""#,
        ]
        for (key, value) in changes { members[key] = value }
        return publish("{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}")
    }
}
