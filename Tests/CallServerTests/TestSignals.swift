import CallControl
import CallSignaling
import Foundation

@testable import CallServer

/// When messages of these tests arrive: 09:30:00.125 UTC.
let arrival = Date(timeIntervalSince1970: 1_769_851_800.125)

let callID = "1f2e3d4c-0000-4000-8000-000000000001"

/// A message of `json` on a topic of church `c-1`.
func received(_ topic: String, _ json: String) -> ReceivedSignal {
    ReceivedSignal(topic: "faithflow/c-1/\(topic)", payload: Array(json.utf8), receivedAt: arrival)
}

/// A call of Alice's to Bob, and its first signals as messages, one for each topic they go to.
func startedCall(_ type: CallType = .voice) throws -> (call: Call, messages: [ReceivedSignal]) {
    let draft = CallDraft(
        id: CallID(callID), churchID: ChurchID("c-1"), type: type,
        caller: Member(id: MemberID("m-1"), name: "Alice", avatar: "https://a/1.png"),
        callees: [Invitee(Member(id: MemberID("m-2"), name: "Bob"))], mediaURL: "wss://lk")
    let (call, signals) = Call.start(draft, at: arrival)
    let messages = try signals.flatMap { signal in
        let entry = try OutboxEntry(signal)
        return entry.topics.map { ReceivedSignal(topic: $0, payload: Array(entry.payload.utf8), receivedAt: arrival) }
    }
    return (call, messages)
}
