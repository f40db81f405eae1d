import CallControl
import CallSignaling
import Testing

@testable import CallServer

/// How `tail` writes a signal.
@Suite struct SignalLineTests {
    @Test func inviteOfTheServiceIsReadable() throws {
        let invite = try #require(try startedCall().messages.first { $0.type == "call_invite" })
        let line = SignalLine(invite)
        #expect(line.time == "09:30:00.125")
        #expect(line.church == "c-1")
        #expect(line.call == "1f2e3d4c")
        #expect(line.who == "Alice (m-1) → m-2")
        #expect(line.details == "voice")
        #expect(line.topic == "incoming_call → m-2")
    }

    static let lines: [(json: String, who: String, details: String)] = [
        (#"{"type":"call_ringing","callee_id":"m-2","callee_name":""}"#, "m-2", "from an app"),
        (#"{"type":"call_accept","callee_id":"m-2","callee_name":"Bob","signal_id":"s"}"#, "Bob (m-2)", ""),
        (#"{"type":"call_reject","callee_id":"m-2","callee_name":"Bob","reason":"busy","signal_id":"s"}"#, "Bob (m-2)", "busy"),
        (#"{"type":"call_cancel","caller_id":"m-1","reason":"missed","signal_id":"s"}"#, "m-1", "missed"),
        (
            #"{"type":"call_end","ended_by":"system","reason":"timeout","duration_seconds":14400,"signal_id":"s"}"#, "system",
            "timeout, 14400 s"
        ),
        (#"{"type":"call_answered_elsewhere","callee_id":"m-2","device_id":"d-9","signal_id":"s"}"#, "m-2", "d-9"),
        (#"{"type":"participant_joined","participant":{"id":"m-2","name":"Bob","avatar":null},"signal_id":"s"}"#, "Bob (m-2)", ""),
        (#"{"type":"participant_left","participant_id":"m-2","participant_name":"Bob","signal_id":"s"}"#, "Bob (m-2)", ""),
        (#"{"type":"participant_muted","participant_id":"m-2","is_muted":true,"signal_id":"s"}"#, "m-2", "muted"),
        (#"{"type":"participant_video","participant_id":"m-2","is_video_enabled":false,"signal_id":"s"}"#, "m-2", "camera off"),
        (#"{"type":"participant_speaker","participant_id":"m-2","is_speaker_on":true,"signal_id":"s"}"#, "m-2", "speaker on"),
        (
            #"{"type":"participant_screen_share","participant_id":"m-2","is_screen_sharing":false,"signal_id":"s"}"#, "m-2",
            "screen not shared"
        ),
        (#"{"type":"participant_hand","participant_id":"m-2","is_hand_raised":true,"signal_id":"s"}"#, "m-2", "hand up"),
        (#"{"type":"network_quality","participant_id":"m-2","quality":"poor","latency_ms":1.5,"signal_id":"s"}"#, "m-2", "poor"),
        (#"{"type":"call_of_the_future","participant_id":"m-2","reason":"why not","signal_id":"s"}"#, "m-2", "why not"),
    ]

    @Test(arguments: lines)
    func eachTypeTellsWhoAndWhat(_ expected: (json: String, who: String, details: String)) {
        let signal = received("call/\(callID)/signal", expected.json)
        let line = SignalLine(signal)
        #expect(line.who == expected.who)
        #expect(line.details == expected.details)
        #expect(line.type == signal.type)
        #expect(line.call == "1f2e3d4c")
    }

    @Test(arguments: ["no json", "[]", "7", #"{"type":7}"#, #"{"type":"call_end","ended_by":{},"caller":[],"callee_ids":7}"#, ""])
    func strangePayloadsAreShownAllTheSame(_ payload: String) {
        let line = SignalLine(received("call/\(callID)/signal", payload))
        #expect(!line.type.isEmpty)
        #expect(line.topic == "signal")
    }

    @Test func payloadWithoutJSONTellsItsSize() {
        #expect(SignalLine(received("member/m-2/call_status", "no json")).type == "(no JSON, 7 bytes)")
    }

    @Test func unknownTopicIsNamedWhole() {
        #expect(SignalLine(received("call/\(callID)/mood", "{}")).topic == "faithflow/c-1/call/\(callID)/mood")
    }

    @Test func namesCannotSteerTheTerminal() {
        let signal = received("call/\(callID)/signal", #"{"type":"x\u001b[2J","callee_id":"m-2","callee_name":"B\u001b]0;ob\u0007\n"}"#)
        for style in [SignalStyle.plain, .coloured] {
            let text = SignalLine(signal).text(style).replacing(/\u{1B}\[\d+m/, with: "")
            #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        }
    }

    @Test func coloursAreOnlyForTerminals() {
        #expect(SignalStyle(isTerminal: false, environment: [:]) == .plain)
        #expect(SignalStyle(isTerminal: true, environment: ["TERM": "xterm"]) == .coloured)
        #expect(SignalStyle(isTerminal: true, environment: ["NO_COLOR": "1"]) == .plain)
        #expect(SignalStyle(isTerminal: true, environment: ["NO_COLOR": ""]) == .coloured)
        #expect(SignalStyle(isTerminal: true, environment: ["TERM": "dumb"]) == .plain)
        let line = SignalLine(received("call/\(callID)/signal", #"{"type":"call_end"}"#))
        #expect(!line.text(.plain).contains("\u{1B}"))
        #expect(line.text(.coloured).contains("\u{1B}[31mcall_end"))
    }
}
