import CallSignaling
import Foundation
import Testing

/// What is written reads back as the same.
@Suite("Round trips through JSON")
struct RoundTripTests {
    private func again<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }

    @Test("payloads of every type")
    func payloads() throws {
        let samples = try PayloadSamples.every()
        #expect(Set(samples.map(\.body.type)) == Set(SignalType.allCases))
        for sample in samples { #expect(try again(sample) == sample) }
    }

    @Test("a call at every step of its life", arguments: CallType.allCases)
    func call(_ type: CallType) throws {
        var story = Story(
            type, to: [.bob, .cid, .dee], engaged: [.dee], from: .phone, community: Community(id: CommunityID("choir"), name: nil))
        #expect(try again(story.call) == story.call)
        let events: [CallEvent] = [
            .ringing(.bob), .connected(.ann), .accept(.bob.on(.tablet)), .connected(.bob), .connectionRestored(.ann, .media),
            .connectionLost(.bob, .presence), .quality(.bob, QualityReport(jitter: 1, packetLoss: 0, roundTrip: 20)),
            .update(.bob, MediaChange(isMuted: true)),
            .reject(.cid, .busy), .invite(.bob, [.free(.dee)]), .glare(.dee, .video), .leave(.ann), .end(.bob, .normal),
        ]
        for event in events {
            story.wait(1.003)
            try story.handle(event)
            #expect(try again(story.call) == story.call)
        }
        #expect(!story.call.status.isLive)
    }

    @Test("a call from before there were reconnecting, screens and hands")
    func oldCall() throws {
        let call = try Story.active().call
        var fields = try #require(JSONSerialization.jsonObject(with: JSONEncoder().encode(call)) as? [String: Any])
        var timeouts = try #require(fields["timeouts"] as? [String: Any])
        timeouts["reconnect"] = nil
        fields["timeouts"] = timeouts
        var people = try #require(fields["participants"] as? [[String: Any]])
        for index in people.indices {
            let media = try #require(people[index]["media"] as? [String: Any])
            people[index]["media"] = media.filter { !["is_screen_sharing", "is_hand_raised"].contains($0.key) }
        }
        fields["participants"] = people
        #expect(try JSONDecoder().decode(Call.self, from: JSONSerialization.data(withJSONObject: fields)) == call)
    }

    @Test("what an app publishes: no number, an empty name")
    func ringingOfAnApp() throws {
        let json = """
            {"type": "call_ringing", "call_id": "\(CallID.story)", "timestamp": "2026-05-09T06:13:20Z", "callee_id": "bob", "callee_name": "", "x": 1}
            """
        let payload = try JSONDecoder().decode(SignalPayload.self, from: Data(json.utf8))
        guard case .ringing(let callee) = payload.body else {
            Issue.record("not call_ringing")
            return
        }
        #expect(callee.calleeID == .bob)
        #expect(callee.calleeName.isEmpty)
        #expect(payload.signalID == nil)
        #expect(payload.seq == nil)
        #expect(payload.timestamp == Story.beginning)
    }

    @Test(
        "what is no payload",
        arguments: [
            "{}", #"{"type": "call_hold", "call_id": "x", "timestamp": "2026-05-09T06:13:20Z"}"#,
            #"{"type": "call_ringing", "call_id": "x", "timestamp": "yesterday", "callee_id": "b", "callee_name": ""}"#,
            #"{"type": "call_ringing", "call_id": "x", "timestamp": "2026-05-09T06:13:20Z"}"#, "[]", "null",
        ])
    func malformed(_ json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(SignalPayload.self, from: Data(json.utf8)) }
    }

    @Test("timestamps keep every millisecond")
    func milliseconds() throws {
        for milliseconds in 0..<2_000 {
            let date = Date(timeIntervalSince1970: 1_785_000_000 + Double(milliseconds) / 1_000).inMilliseconds
            #expect(try again([Timestamp(date)]).first?.date == date)
            #expect(Timestamp(date).text.hasSuffix(String(format: ".%03dZ", milliseconds % 1_000)))
        }
    }
}
