import CallControl
import CallSignaling
import TopicAccess

extension FuzzTarget {
    /// What apps publish on a call's topic: read at the broker, to be let through, and then in the service.
    static let signals: FuzzTarget = {
        let call = "7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60"
        let topic = "faithflow/grace/call/\(call)/signal"
        let ringing =
            #"{"type":"call_ringing","call_id":"\#(call)","timestamp":"2026-01-31T09:30:00.610Z","callee_id":"ann","callee_name":""}"#
        let mutator = Mutator(
            samples: [
                ringing, ringing.replacing("\"ann\"", with: #""\u0061nn""#), ringing.replacing("\"callee_name\":\"\"", with: "\"seq\":2"),
                #"{"type":"call_end","call_id":"\#(call)","timestamp":"2026-01-31T09:30:00Z","ended_by":"ann","reason":"normal","duration_seconds":3}"#,
                #"{"type":"participant_muted","call_id":"\#(call)","timestamp":"2026-01-31T09:30:00Z","participant_id":"ann","is_muted":true}"#,
                #"{"online":true,"last_seen":"2026-01-31T09:30:00Z"}"#,
            ],
            words: [
                "call_ringing", "type", "call_id", "callee_id", "signal_id", "seq", "timestamp", "ann", "bob", call, ",", ":", "{", "}",
            ])
        let grown = RandomJSON(
            keys: ["type", "call_id", "callee_id", "callee_name", "timestamp", "signal_id", "seq", "reason", "participant", "is_muted"],
            texts: [
                "call_ringing", call, call.uppercased(), "ann", "bob", "2026-01-31T09:30:00.610Z", "2026-01-31T09:30:00Z", "normal",
                "call_end",
            ])
        guard let ann = Principal(churchID: ChurchID("grace"), memberID: MemberID("ann")) else {
            return FuzzTarget(name: "signals") { _ in
                []
            } read: { _ in
                throw Finding("nobody to ask")
            }
        }
        return FuzzTarget(name: "signals") { random in
            random.once(in: 3) ? Array(grown.object(&random).utf8) : mutator.input(&random)
        } read: { input in
            let publication = TopicAction.Publication(payload: input, isRetained: false)
            let isAllowed = ann.access(to: topic, for: .publish(publication)).isAllowed
            let heard = RingingReceiver.acknowledgement(topic: topic, payload: input)
            if let heard {
                try require(heard.key.callID.rawValue == call, "another call: \(heard.key)")
                try require(IdentifierRules.allows(heard.callee.rawValue), "nobody who could exist: \(heard.callee)")
                // What the broker lets Ann say the service must understand as Ann's.
                try require(!isAllowed || heard.callee == ann.memberID, "Ann spoke as \(heard.callee)")
            }
            if let payload = try? SignalJSON.decode(input) {  // most are none
                let text = try SignalJSON.encode(payload)
                let again = try SignalJSON.encode(try SignalJSON.decode(text.utf8))
                try require(again == text, "read back as another: \(text), \(again)")
            }
            return isAllowed || heard != nil
        }
    }()
}
