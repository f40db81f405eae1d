import CallAPI
import CallSignaling
import HTTPTypes
import Testing

/// A call from its making to its end, answer by answer.
@Suite struct CallTests {
    static let callKeys: Set<String> = [
        "call_id", "room_name", "livekit_token", "livekit_url", "ice_servers", "call_type", "participants", "status", "expires_at",
        "server_time",
    ]
    static let participantKeys: Set<String> = [
        "member_id", "member_name", "member_avatar", "role", "joined_at", "left_at", "is_muted", "is_video_enabled", "is_speaker_on",
        "is_screen_sharing", "is_hand_raised", "is_reconnecting",
    ]

    @Test func createAnswersTheCallAndItsMediaToken() async throws {
        let service = TestService()
        try await service.run { client in
            let body = #"{"callee_ids":["bob"],"call_type":"video","community_id":"choir","subgroup_id":"alto","colour":"red"}"#
            let answer = try await client.ask(.post, "/api/calls", as: "ann", body: body)
            #expect(answer.status == 200)
            #expect(answer.json?.keys == Self.callKeys)
            #expect(CallID(validating: answer.callID)?.rawValue == answer.callID)
            #expect(answer["room_name"]?.text == "faithflow_grace_\(answer.callID)")
            #expect(answer["livekit_token"] == "media-ann")
            #expect(answer["livekit_url"] == "wss://media.test")
            #expect(answer["status"] == "ringing")
            #expect(answer["call_type"] == "video")
            #expect(answer["server_time"] == "2027-01-15T08:00:00.125Z")
            #expect(answer["expires_at"] == "2027-01-15T08:00:45.125Z")
            let people = answer["participants"]?.items ?? []
            #expect(people.map(\.keys) == [Self.participantKeys, Self.participantKeys])
            #expect(people.map { $0["member_id"] } == ["ann", "bob"])
            #expect(people.map { $0["role"] } == ["caller", "callee"])
            #expect(people[0]["member_avatar"] == .null)
            #expect(people[1]["member_avatar"] == "https://img/bob.jpg")
            #expect(people[1]["member_name"] == "Bob")
            #expect(people[0]["joined_at"] == .null)
            #expect(people[0]["is_video_enabled"] == true)
            let stored = service.calls.calls.values.first
            #expect(stored?.community?.name == "Choir")
            #expect(stored?.subgroupID == "alto")
        }
    }

    @Test func acceptAnswersTheCalleesToken() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            #expect(try await client.command("ringing", call, as: "bob")["message"] == "Ringing")
            let answer = try await client.command("accept", call, as: "bob")
            #expect(answer.status == 200)
            #expect(answer.json?.keys == Self.callKeys)
            #expect(answer["livekit_token"] == "media-bob")
            #expect(answer["status"] == "connecting")
            #expect(answer["expires_at"] == .null)
            #expect(try await client.command("accept", call, as: "bob").status == 200)
        }
    }

    @Test func aCallIsConnectedChangedAndEnded() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob", type: "video")
            _ = try await client.command("accept", call, as: "bob")
            #expect(try await client.command("connected", call, as: "ann")["message"] == "Connected")
            #expect(try await client.command("connected", call, as: "bob")["message"] == "Connected")
            let patch = try await client.ask(
                .patch, "/api/calls/\(call)/participant", as: "bob", body: #"{"is_muted":true,"is_speaker_on":null}"#)
            #expect(patch["message"] == "Participant updated")
            let raised = #"{"is_screen_sharing":true,"is_hand_raised":true,"device_id":null}"#
            #expect(try await client.ask(.patch, "/api/calls/\(call)/participant", as: "ann", body: raised).status == 200)
            service.clock.advance(by: 61.5)
            let end = try await client.ask(.post, "/api/calls/\(call)/end", as: "bob", body: #"{"reason":"network_error"}"#)
            #expect(end.json == ["message": "Call ended"])
            let detail = try await client.ask(.get, "/api/calls/\(call)", as: "ann")
            #expect(detail["status"] == "ended")
            #expect(detail["end_reason"] == "network_error")
            #expect(detail["ended_by"] == "bob")
            #expect(detail["duration_seconds"] == 61)
            #expect(detail["participants"]?[1]?["is_muted"] == true)
            #expect(detail["participants"]?[1]?["is_speaker_on"] == true)
            for key in ["is_screen_sharing", "is_hand_raised"] {
                #expect(detail["participants"]?.items.map { $0[key] } == [true, false])
            }
        }
    }

    @Test(arguments: [("", "rejected"), (#"{"reason":"busy"}"#, "busy"), ("{}", "rejected"), ("null", "rejected")])
    func rejectHasADefault(body: String, status: String) async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            let answer = try await client.ask(.post, "/api/calls/\(call)/reject", as: "bob", body: body)
            #expect(answer.json == ["message": "Call rejected"])
            #expect(try await client.ask(.get, "/api/calls/\(call)", as: "ann")["status"] == .text(status))
        }
    }

    @Test func cancelStopsTheRinging() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            #expect(try await client.command("cancel", call, as: "ann").json == ["message": "Call cancelled"])
            let detail = try await client.ask(.get, "/api/calls/\(call)", as: "bob")
            #expect(detail["end_reason"] == "cancelled")
            #expect(detail["expires_at"] == .null)
        }
    }

    @Test func aGroupIsInvitedIntoAndLeft() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob", "cid")
            _ = try await client.command("accept", call, as: "bob")
            let invite = try await client.ask(.post, "/api/calls/\(call)/invite", as: "bob", body: #"{"callee_ids":["dan"]}"#)
            #expect(invite.json == ["message": "Members invited"])
            #expect(try await client.command("accept", call, as: "dan").status == 200)
            #expect(try await client.command("leave", call, as: "bob").json == ["message": "Call left"])
            #expect(try await client.ask(.get, "/api/calls/\(call)", as: "bob")["participants"]?.items.count == 4)
        }
    }

    @Test func aParticipantMayRefreshHisToken() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            let answer = try await client.command("token", call, as: "ann")
            #expect(answer.json == ["livekit_token": "media-ann", "livekit_url": "wss://media.test"])
            try await client.command("token", call, as: "bob").expectProblem(409, "not_in_call")
        }
    }

    @Test func callingEachOtherAtOnceIsOneCall() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            let answer = try await client.ask(.post, "/api/calls", as: "bob", body: #"{"callee_ids":["ann"],"call_type":"voice"}"#)
            #expect(answer.status == 200)
            #expect(answer.json?.keys == Self.callKeys.union(["glare"]))
            #expect(answer["glare"] == true)
            #expect(answer.callID == call)
            #expect(answer["livekit_token"] == "media-bob")
        }
    }
}
