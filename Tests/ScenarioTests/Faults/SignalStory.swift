import Foundation
import Testing

/// A short story between Anna, Ben and Chloe whose last request causes a signal of `type`, and all signals of the story.
struct SignalStory: Sendable {
    /// What one of them does.
    enum Act: Sendable {
        /// Anna calls.
        case ring([Int])
        case post(Int, String, JSONValue? = nil)
        /// Ben sets a flag of his.
        case set(String)
    }

    let type: String
    let before: [Act]
    let last: Act
    let signals: [Expected]

    /// Carries out one act on the call, if there is one yet.
    static func perform(_ act: Act, _ phones: [Phone], _ call: String?) async throws -> TestService.Answer {
        switch act {
        case .ring(let callees): try await phones[0].call(callees.map { phones[$0] })
        case .post(let phone, let action, let body): try await phones[phone].post(action, call ?? "", body)
        case .set(let flag): try await phones[1].send(.PATCH, "/\(call ?? "")/participant", .object([flag: .bool(true)]))
        }
    }

    /// One of every type that the service publishes.
    static let all: [SignalStory] =
        [
            SignalStory(type: "call_invite", before: [], last: .ring([1]), signals: [invite]),
            SignalStory(
                type: "call_ringing", before: ringing, last: .post(1, "ringing"), signals: [invite, Expected("call_ringing", anna)]),
            SignalStory(type: "call_accept", before: ringing, last: .post(1, "accept"), signals: [invite] + accept(ben)),
            SignalStory(type: "call_answered_elsewhere", before: ringing, last: .post(1, "accept"), signals: [invite] + accept(ben)),
            SignalStory(type: "call_reject", before: ringing, last: .post(1, "reject"), signals: refusal("call_reject")),
            SignalStory(type: "call_declined_elsewhere", before: ringing, last: .post(1, "reject"), signals: refusal("call_reject")),
            SignalStory(
                type: "call_busy", before: ringing, last: .post(1, "reject", .object(["reason": "busy"])), signals: refusal("call_busy")),
            SignalStory(
                type: "call_cancel", before: ringing, last: .post(0, "cancel"),
                signals: [invite, Expected("call_cancel", .callSignal, ben), end]),
            SignalStory(
                type: "call_end", before: ringing + [.post(1, "accept")], last: .post(0, "end"), signals: [invite] + accept(ben) + [end]),
            SignalStory(
                type: "participant_joined", before: ringing + [.post(0, "connected"), .post(1, "accept")], last: .post(1, "connected"),
                signals: talk),
            SignalStory(
                type: "participant_left", before: groupTalking, last: .post(1, "leave"),
                signals: [Expected("call_invite", "member/ben/incoming_call", "member/chloe/incoming_call")] + accept(ben) + accept(chloe)
                    + [joined, joined, joined, Expected("participant_left", .callParticipants)]),
        ]
        + ["is_muted": "muted", "is_video_enabled": "video", "is_speaker_on": "speaker"].sorted { $0.key < $1.key }.map { flag, name in
            SignalStory(
                type: "participant_\(name)", before: talking, last: .set(flag),
                signals: talk + [Expected("participant_\(name)", .callParticipants)])
        }

    private static let (anna, ben, chloe) = ("member/anna/call_status", "member/ben/call_status", "member/chloe/call_status")
    private static let ringing: [Act] = [.ring([1])]
    private static let talking = ringing + [.post(0, "connected"), .post(1, "accept"), .post(1, "connected")]
    private static let groupTalking: [Act] =
        [.ring([1, 2]), .post(1, "accept"), .post(2, "accept")] + (0..<3).map { .post($0, "connected") }
    private static let invite = Expected("call_invite", "member/ben/incoming_call")
    private static let joined = Expected("participant_joined", .callParticipants)
    private static let end = Expected("call_end", .callSignal, anna, ben)
    private static let talk = [invite] + accept(ben) + [joined, joined]

    private static func accept(_ callee: String) -> [Expected] {
        [Expected("call_accept", .callSignal, anna), Expected("call_answered_elsewhere", callee)]
    }

    private static func refusal(_ type: String) -> [Expected] {
        [
            invite, Expected(type, .callSignal, anna), Expected("call_cancel", ben), Expected("call_declined_elsewhere", ben), end,
        ]
    }
}
