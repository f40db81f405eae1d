import Testing
import TopicAccess

/// What a member may publish.
@Suite struct PublishingTests {
    static let presence = "faithflow/grace/presence/anna"
    static let signal = "faithflow/grace/call/\(Anna.call)/signal"

    @Test(arguments: [true, false])
    func `Her own presence, retained or not`(isRetained: Bool) throws {
        let anna = try Anna.principal()
        #expect(anna.access(to: Self.presence, for: Anna.publish(#"{"online":true}"#, isRetained: isRetained)) == .allowed)
        #expect(anna.access(to: Self.presence, for: Anna.publish("", isRetained: isRetained)) == .allowed)
        let longest = String(repeating: "x", count: TopicAction.maximumPayload)
        #expect(anna.access(to: Self.presence, for: Anna.publish(longest, isRetained: isRetained)) == .allowed)
        #expect(anna.access(to: Self.presence, for: Anna.publish(longest + "x", isRetained: isRetained)) == .denied(.tooLong))
    }

    @Test(arguments: [
        ("faithflow/grace/presence/ben", Denial.foreignMember), ("faithflow/grace/presence/+", .wildcard),
        ("faithflow/hope/presence/anna", .foreignChurch), ("faithflow/grace/member/anna/incoming_call", .serviceOnly),
        ("faithflow/grace/member/anna/call_status", .serviceOnly), ("faithflow/grace/member/anna/webrtc", .serviceOnly),
        ("faithflow/grace/member/ben/webrtc", .foreignMember), ("faithflow/grace/member/ben/call_status", .foreignMember),
        ("faithflow/grace/call/\(Anna.call)/participants", .serviceOnly), ("faithflow/hope/call/\(Anna.call)/signal", .foreignChurch),
        ("$SYS/broker/uptime", .unknownTopic), ("faithflow/grace", .unknownTopic), ("other", .unknownTopic),
    ])
    func `Nothing on other topics`(topic: String, why: Denial) throws {
        let anna = try Anna.principal()
        #expect(anna.access(to: topic, for: Anna.publish()) == .denied(why))
        #expect(anna.access(to: topic, for: Anna.publish(isRetained: true)) == .denied(why))
        #expect(!anna.access(to: topic, for: Anna.ringing()).isAllowed)
    }

    @Test(
        arguments: [
            [:], ["callee_name": #""Anna""#], ["timestamp": nil], ["callee_name": nil], ["device_id": #""phone-1""#],
            ["battery": "-1.5e+3"],
            ["urgent": "true", "note": "null"], ["type": #""call\u005fringing""#],
        ] as [[String: String?]])
    func `That her phone rings, in this call`(changes: [String: String?]) throws {
        #expect(try Anna.principal().access(to: Self.signal, for: Anna.ringing(changes)) == .allowed)
    }

    @Test(
        arguments: [
            ["type": #""call_end""#], ["type": #""call_accept""#], ["type": #""call_cancel""#], ["type": #""call_invite""#], ["type": nil],
            ["type": "null"], ["type": #"["call_ringing"]"#], ["callee_id": #""ben""#], ["callee_id": nil], ["callee_id": #""Anna""#],
            ["callee_id": #""\u212Aate""#], ["call_id": #""11111111-2222-4333-8444-555555555555""#], ["call_id": nil],
            ["call_id": "\"\(Anna.call.uppercased())\""], ["signal_id": "\"\(Anna.call)-9\""], ["seq": "9"], ["signal\\u005fid": #""x""#],
            ["extra": "{}"], ["extra": "[]"], ["extra": "01"], ["extra": "1."], ["extra": "nul"], ["extra": "'x'"], ["extra": #""\x""#],
            ["extra": #""\ud800""#], ["extra": #""\ud800\u0041""#], ["extra": "\"\u{1}\""], ["extra": "+1"], ["extra": "NaN"],
        ] as [[String: String?]])
    func `Nothing else in a call`(changes: [String: String?]) throws {
        #expect(try Anna.principal().access(to: Self.signal, for: Anna.ringing(changes)) == .denied(.forged))
    }

    /// Which of two equal keys counts depends on the reader.
    @Test(arguments: ["type", #"\u0074ype"#])
    func `No key twice`(key: String) throws {
        let payload = #"{"type":"call_ringing","call_id":"\#(Anna.call)","callee_id":"anna","\#(key)":"call_end"}"#
        #expect(try Anna.principal().access(to: Self.signal, for: Anna.publish(payload)) == .denied(.forged))
    }

    @Test(arguments: ["", "{", "{}", "[]", "null", "\"call_ringing\"", "{\"type\"", "{\"type\":}", "{,}", "{\"a\":1,}", "\u{FEFF}{}", "x"])
    func `No other text`(payload: String) throws {
        #expect(try Anna.principal().access(to: Self.signal, for: Anna.publish(payload)) == .denied(.forged))
    }

    @Test func `Not retained, not with more behind it, not too long, not in broken characters`() throws {
        let anna = try Anna.principal()
        guard case .publish(let good) = Anna.ringing() else { return }
        func access(_ payload: [UInt8], isRetained: Bool = false) -> AccessDecision {
            anna.access(to: Self.signal, for: .publish(TopicAction.Publication(payload: payload, isRetained: isRetained)))
        }
        #expect(access(good.payload) == .allowed)
        #expect(access(good.payload, isRetained: true) == .denied(.retained))
        #expect(access(good.payload + Array("{}".utf8)) == .denied(.forged))
        #expect(access(good.payload + [UInt8](repeating: 0x20, count: 4_096 - good.payload.count)) == .allowed)
        #expect(access(good.payload + [UInt8](repeating: 0x20, count: 4_097 - good.payload.count)) == .denied(.tooLong))
        #expect(access(good.payload.dropLast() + Array(#","x":""#.utf8) + [0xFF] + Array("\"}".utf8)) == .denied(.forged))
        #expect(access([0x00]) == .denied(.forged))
    }
}
