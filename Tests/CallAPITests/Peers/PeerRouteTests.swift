import CallAPI
import CallControl
import Foundation
import HTTPTypes
import Testing

/// Participants of a call tell one another where their media goes: offer, answer, candidates.
@Suite struct PeerRouteTests {
    private static let offer = #"{"sdp":"v=0\r\ns=-\r\n","type":"offer"}"#
    private static let candidate =
        #"{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ relay","sdpMid":"0","sdpMLineIndex":null,"foundation":"1"}"#

    private static func payloads(_ service: TestService) throws -> [JSONValue] {
        try service.peerBroker.messages.map { try JSONDecoder().decode(JSONValue.self, from: Data($0.payload.utf8)) }
    }

    @Test func eachIsPassedOnToTheOtherUnderItsNumber() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob")
            _ = try await client.command("accept", call, as: "bob")
            let stored = (service.calls.calls, service.signals)
            let first = try await client.ask(.post, "/api/calls/\(call)/offer", as: "ann", body: Self.offer)
            #expect(first.json == ["to": "bob", "seq": 1, "signal_id": .text("\(call)/ann/bob/1"), "buffered": false])
            let second = try await client.ask(
                .post, "/api/calls/\(call)/ice-candidates", as: "ann",
                body: #"{"candidates":[\#(Self.candidate)],"end_of_candidates":true}"#)
            #expect(second["seq"] == 2)
            let answer = try await client.ask(.post, "/api/calls/\(call)/answer", as: "bob", body: Self.offer)
            #expect(answer.json == ["to": "ann", "seq": 1, "signal_id": .text("\(call)/bob/ann/1"), "buffered": false])
            let sent = try Self.payloads(service)
            #expect(sent.map { $0["type"] } == ["webrtc_offer", "webrtc_ice_candidates", "webrtc_answer"])
            #expect(
                service.peerBroker.messages.map(\.topic) == ["bob", "bob", "ann"].map { "faithflow/grace/member/\($0)/webrtc" })
            #expect(
                sent[0]["sdp"] == "v=0\r\ns=-\r\n" && sent[0]["from"] == "ann" && sent[0]["to"] == "bob"
                    && sent[0]["call_id"] == .text(call))
            let passed = sent[1]["candidates"]?[0]
            #expect(passed?.keys == ["candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"], "as browsers have it, and nothing else")
            #expect(passed?["sdpMid"] == "0" && passed?["sdpMLineIndex"] == .null && sent[1]["end_of_candidates"] == true)
            #expect(service.peerBroker.messages.allSatisfy { $0.expirySeconds == 30 })
            #expect(service.calls.calls == stored.0 && service.signals == stored.1, "nothing of it is kept")
        }
    }

    @Test func inAGroupItMustSayForWhom() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob", "cid")
            _ = try await client.command("accept", call, as: "bob")
            let offer = "/api/calls/\(call)/offer"
            try await client.ask(.post, offer, as: "ann", body: Self.offer).expectProblem(422, "invalid_body")
            let toBob = try await client.ask(.post, offer, as: "ann", body: #"{"sdp":"v=0\n","to":"bob"}"#)
            #expect(toBob["to"] == "bob" && toBob["seq"] == 1)
            let toCid = try await client.ask(.post, offer, as: "ann", body: #"{"sdp":"v=0\n","to":"cid"}"#)
            toCid.expectProblem(409, "not_in_call", "he still rings")
            #expect(toCid["current_status"] == "connecting" && toCid.detail.contains("cid"))
            _ = try await client.command("accept", call, as: "cid")
            #expect(try await client.ask(.post, offer, as: "ann", body: #"{"sdp":"v=0\n","to":"cid"}"#)["seq"] == 1)
            #expect(try await client.ask(.post, offer, as: "cid", body: #"{"sdp":"v=0\n","to":"bob"}"#)["seq"] == 1)
            for to in ["ann", "dan"] {
                let answer = try await client.ask(.post, offer, as: "ann", body: #"{"sdp":"v=0\n","to":"\#(to)"}"#)
                answer.expectProblem(to == "ann" ? 422 : 409, to == "ann" ? "invalid_body" : "not_in_call")
            }
            _ = try await client.command("leave", call, as: "cid")
            try await client.ask(.post, offer, as: "bob", body: #"{"sdp":"v=0\n","to":"cid"}"#).expectProblem(409, "not_in_call")
            try await client.ask(.post, offer, as: "cid", body: #"{"sdp":"v=0\n","to":"bob"}"#).expectProblem(409, "not_in_call")
            #expect(service.peerBroker.messages.count == 3, "what was refused was passed on to nobody")
        }
    }

    @Test(arguments: ["offer", "answer", "ice-candidates"])
    func onlyWhoIsInMaySpeakAndOnlyWhileItLasts(route: String) async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            let path = "/api/calls/\(call)/\(route)"
            let body = #"{"sdp":"v=0\n","end_of_candidates":true}"#
            try await client.ask(.post, path, as: "bob", body: body).expectProblem(409, "not_in_call")
            try await client.ask(.post, path, as: "ann", body: body).expectProblem(409, "not_in_call", "Bob has not answered")
            try await client.ask(.post, path, as: "dan", body: body).expectProblem(403, "not_participant")
            let device = ["Content-Type": "application/json", "X-Device-ID": "phone"]
            _ = try await client.ask(.post, "/api/calls/\(call)/accept", as: "bob", headers: device)
            #expect(try await client.ask(.post, path, as: "bob", body: body, headers: device).status == 200)
            let other = ["Content-Type": "application/json", "X-Device-ID": "tablet"]
            try await client.ask(.post, path, as: "bob", body: body, headers: other).expectProblem(409, "answered_elsewhere")
            _ = try await client.command("end", call, as: "ann")
            try await client.ask(.post, path, as: "ann", body: body).expectProblem(409, "call_over")
        }
    }

    @Test(arguments: [(PeerBroker.Mode.away, 0), (.cutOff, 1)])
    func withoutABrokerItIsRefused(mode: PeerBroker.Mode, tries: Int) async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob")
            _ = try await client.command("accept", call, as: "bob")
            service.peerBroker.set(mode)
            let answer = try await client.ask(.post, "/api/calls/\(call)/offer", as: "ann", body: Self.offer)
            answer.expectProblem(503, "dependency_unavailable")
            #expect(answer.header("Retry-After") == "2")
            #expect(service.peerBroker.messages.count == tries)
        }
    }

    @Test func whomNobodyHearsItIsKept() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob")
            _ = try await client.command("accept", call, as: "bob")
            service.peerBroker.set(.unheard)
            let path = "/api/calls/\(call)/offer"
            for _ in 0..<64 { #expect(try await client.ask(.post, path, as: "ann", body: Self.offer)["buffered"] == true) }
            try await client.ask(.post, path, as: "ann", body: Self.offer).expectProblem(503, "dependency_unavailable", "no room")
            #expect(service.peerBroker.messages.count == 1, "the others wait behind the first")
        }
    }

    @Test func itHasALimitOfItsOwn() async throws {
        let service = TestService(limits: RateLimits(memberPerMinute: 2, negotiationPerMinute: 3))
        try await service.run { client in
            let call = try await client.ring("bob")
            _ = try await client.command("accept", call, as: "bob")
            let path = "/api/calls/\(call)/ice-candidates"
            for _ in 0..<3 {
                #expect(try await client.ask(.post, path, as: "ann", body: #"{"end_of_candidates":true}"#).status == 200)
            }
            try await client.ask(.post, path, as: "ann", body: "{}").expectProblem(429, "rate_limited")
            #expect(try await client.ask(.get, "/api/calls/active", as: "ann").status == 200)
        }
    }

    @Test(
        arguments: [
            ("offer", "{}", "sdp"), ("offer", #"{"sdp":""}"#, "v=0"), ("offer", #"{"sdp":"v=1\r\n"}"#, "v=0"),
            ("answer", #"{"sdp":7}"#, "sdp"), ("answer", #"{"sdp":"v=0"}"#, "v=0"), ("offer", #"{"sdp":"v=0\r\n\u0000"}"#, "sdp"),
            ("offer", #"{"sdp":"v=0\n","to":"a/b"}"#, "to"),
            ("offer", #"{"sdp":"v=0\n\#(String(repeating: "x", count: 32_765))"}"#, "32768"),
            ("ice-candidates", "{}", "candidates"), ("ice-candidates", #"{"candidates":[]}"#, "end_of_candidates"),
            ("ice-candidates", #"{"candidates":{}}"#, "candidates"), ("ice-candidates", #"{"candidates":["x"]}"#, "candidates"),
            ("ice-candidates", #"{"candidates":[{"sdpMid":"0"}]}"#, "candidate"),
            ("ice-candidates", #"{"candidates":[{"candidate":"x"}]}"#, "sdpMid"),
            ("ice-candidates", #"{"candidates":[{"candidate":"x","sdpMLineIndex":-1}]}"#, "sdpMLineIndex"),
            ("ice-candidates", #"{"candidates":[{"candidate":"x","sdpMLineIndex":65536}]}"#, "sdpMLineIndex"),
            ("ice-candidates", #"{"candidates":[{"candidate":"x","sdpMLineIndex":0.5}]}"#, "sdpMLineIndex"),
            ("ice-candidates", #"{"candidates":[{"candidate":"\#(String(repeating: "x", count: 1_025))","sdpMid":"0"}]}"#, "1024"),
            ("ice-candidates", #"{"candidates":[{"candidate":"x","sdpMid":"\#(String(repeating: "x", count: 257))"}]}"#, "256"),
            ("ice-candidates", #"{"candidates":[\#(Array(repeating: candidate, count: 51).joined(separator: ","))]}"#, "50"),
        ])
    func whatIsNoneIsRefused(route: String, body: String, names: String) async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob")
            _ = try await client.command("accept", call, as: "bob")
            let answer = try await client.ask(.post, "/api/calls/\(call)/\(route)", as: "ann", body: body)
            answer.expectProblem(422, "invalid_body")
            #expect(answer.detail.contains(names), "\(answer.detail)")
            #expect(service.peerBroker.messages.isEmpty)
        }
    }

    @Test func theLongestAndTheMostAreTaken() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            _ = try await client.command("accept", call, as: "bob")
            let longest = #"{"sdp":"v=0\n\#(String(repeating: "x", count: 32_764))"}"#
            #expect(try await client.ask(.post, "/api/calls/\(call)/offer", as: "ann", body: longest).status == 200)
            let most = #"{"candidates":[\#(Array(repeating: Self.candidate, count: 50).joined(separator: ","))]}"#
            #expect(try await client.ask(.post, "/api/calls/\(call)/ice-candidates", as: "ann", body: most).status == 200)
            let end = #"{"candidates":[{"candidate":""}]}"#
            #expect(try await client.ask(.post, "/api/calls/\(call)/ice-candidates", as: "ann", body: end).status == 200)
        }
    }
}
