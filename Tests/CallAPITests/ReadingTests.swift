import CallAPI
import CallControl
import CallSignaling
import HTTPTypes
import Testing

/// What can be looked at, and by whom.
@Suite struct ReadingTests {
    static let detailKeys: Set<String> = [
        "call_id", "room_name", "call_type", "status", "end_reason", "ended_by", "initiated_at", "answered_at", "ended_at",
        "duration_seconds", "expires_at", "server_time", "caller_id", "community_id", "participants", "recordings",
    ]

    @Test func noActiveCallIsNull() async throws {
        try await TestService().run { client in
            let answer = try await client.ask(.get, "/api/calls/active", as: "ann")
            #expect(answer.status == 200)
            #expect(answer.body == "null")
        }
    }

    @Test func theActiveCallCountsFromItsAnswer() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob")
            let keys: Set = ["call_id", "room_name", "call_type", "status", "participants", "started_at", "duration_seconds"]
            let ringing = try await client.ask(.get, "/api/calls/active", as: "bob")
            #expect(ringing.json?.keys == keys)
            #expect(ringing.callID == call)
            #expect(ringing["started_at"] == "2027-01-15T08:00:00.125Z")
            service.clock.advance(by: 10)
            _ = try await client.command("accept", call, as: "bob")
            service.clock.advance(by: 5)
            let answered = try await client.ask(.get, "/api/calls/active", as: "ann")
            #expect(answered["started_at"] == "2027-01-15T08:00:10.125Z")
            #expect(answered["duration_seconds"] == 5)
            #expect(answered["status"] == "connecting")
            #expect(answered["participants"]?[0]?.keys == CallTests.participantKeys)
        }
    }

    @Test func aRingingCallIsToldInFull() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            _ = try await client.command("ringing", call, as: "bob")
            let answer = try await client.ask(.get, "/api/calls/\(call.uppercased())", as: "ann")
            #expect(answer.status == 200)
            #expect(answer.json?.keys == Self.detailKeys)
            for key in ["end_reason", "ended_by", "answered_at", "ended_at", "community_id"] { #expect(answer[key] == .null) }
            #expect(answer["expires_at"] == "2027-01-15T08:00:45.125Z")
            #expect(answer["duration_seconds"] == 0)
            #expect(answer["caller_id"] == "ann")
            let bob = answer["participants"]?[1]
            let more: Set = [
                "state", "invited_at", "alerted_at", "accepted_at", "reconnecting_since", "quality", "worst_quality", "finished_at",
            ]
            #expect(bob?.keys == CallTests.participantKeys.union(more))
            #expect(bob?["state"] == "alerted")
            #expect(bob?["alerted_at"] == "2027-01-15T08:00:00.125Z")
            #expect(bob?["finished_at"] == .null)
            #expect(answer["participants"]?[0]?["invited_at"] == .null)
        }
    }

    @Test func aDeadlineIsTheSystemsDoing() async throws {
        let service = TestService()
        try await service.run { client in
            let id = try await client.ring("bob")
            service.clock.advance(by: 46)
            let key = CallKey(ChurchID("grace"), CallID(id))
            var call = try #require(service.calls.calls[key])
            let version = call.version
            _ = try call.handle(.deadlinePassed, at: service.clock.now())
            #expect(try await service.calls.replace(call, expecting: version, appending: []))
            let answer = try await client.ask(.get, "/api/calls/\(id)", as: "bob")
            #expect(answer["status"] == "missed")
            #expect(answer["ended_by"] == "system")
        }
    }

    @Test func whoIsReconnectingIsTold() async throws {
        let service = TestService()
        try await service.run { client in
            let id = try await client.ring("bob")
            _ = try await client.command("accept", id, as: "bob")
            _ = try await client.command("connected", id, as: "bob")
            service.clock.advance(by: 1)
            let key = CallKey(ChurchID("grace"), CallID(id))
            var call = try #require(service.calls.calls[key])
            let version = call.version
            _ = try call.handle(.connectionLost(MemberID("bob"), .media), at: service.clock.now())
            #expect(try await service.calls.replace(call, expecting: version, appending: []))
            let people = try await client.ask(.get, "/api/calls/\(id)", as: "ann")["participants"]
            #expect(people?[1]?["reconnecting_since"] == "2027-01-15T08:00:01.125Z")
            #expect(people?.items.map { $0["is_reconnecting"] } == [false, true])
            #expect(try await client.ask(.get, "/api/calls/active", as: "bob")["participants"]?[1]?["is_reconnecting"] == true)
            #expect(try await client.command("connected", id, as: "bob").status == 200)
            let back = try await client.ask(.get, "/api/calls/\(id)", as: "ann")["participants"]
            #expect(back?[1]?["reconnecting_since"] == .null && back?[1]?["is_reconnecting"] == false)
        }
    }

    @Test func theStoryOfACall() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            _ = try await client.ask(.post, "/api/calls/\(call)/accept", as: "bob", headers: ["X-Device-ID": "phone-1"])
            let answer = try await client.ask(.get, "/api/calls/\(call)/events", as: "ann")
            #expect(answer.json?.keys == ["call_id", "events"])
            let lines = answer["events"]?.items ?? []
            #expect(lines.map { $0["type"] } == ["created", "accepted"])
            #expect(lines.map { $0["seq"] } == [1, 2])
            #expect(lines.map { $0["device_id"] } == [.null, "phone-1"])
            #expect(lines.map { $0["by"] } == ["ann", "bob"])
            #expect(lines[0].keys == ["seq", "at", "type", "by", "device_id", "target"])
        }
    }

    @Test func historyComesInPages() async throws {
        let service = TestService()
        try await service.run { client in
            for type in ["voice", "video", "voice"] {
                let call = try await client.ring("bob", type: type)
                _ = try await client.command("cancel", call, as: "ann")
                service.clock.advance(by: 60)
            }
            let first = try await client.ask(.get, "/api/calls/history?page=1&page_size=2&call_type=", as: "bob")
            #expect(first.json?.keys == ["calls", "total", "page", "page_size", "has_more", "next_cursor"])
            #expect(first["total"] == 3)
            #expect(first["has_more"] == true)
            let item = first["calls"]?[0]
            let keys: Set = [
                "call_id", "call_type", "status", "caller_id", "caller_name", "caller_avatar", "callee_ids", "callee_names", "initiated_at",
                "duration_seconds", "end_reason", "is_incoming",
            ]
            #expect(item?.keys == keys)
            #expect(item?["is_incoming"] == true)
            #expect(item?["caller_avatar"] == .null)
            #expect(item?["callee_names"] == ["Bob"])
            #expect(item?["initiated_at"] == "2027-01-15T08:02:00.125Z")
            let last = try await client.ask(.get, "/api/calls/history?page=2&page_size=2", as: "ann")
            #expect(last["has_more"] == false)
            #expect(last["calls"]?.items.count == 1)
            #expect(last["calls"]?[0]?["is_incoming"] == false)
            #expect(last["next_cursor"] == .null)
            let cursor = try #require(first["next_cursor"]?.text)
            let rest = try await client.ask(.get, "/api/calls/history?page_size=2&cursor=\(cursor)", as: "bob")
            #expect(rest["calls"]?.items.map { $0["call_id"] } == last["calls"]?.items.map { $0["call_id"] })
            #expect(rest["total"] == .null && rest["page"] == .null && rest["has_more"] == false && rest["next_cursor"] == .null)
            #expect(try await client.ask(.get, "/api/calls/history?cursor=\(cursor)", as: "cid")["calls"] == [])
            #expect(try await client.ask(.get, "/api/calls/history?call_type=video", as: "ann")["total"] == 1)
            #expect(try await client.ask(.get, "/api/calls/history", as: "cid")["page_size"] == 20)
        }
    }

    @Test func statisticsAreSums() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            _ = try await client.command("cancel", call, as: "ann")
            let answer = try await client.ask(.get, "/api/calls/stats?days=7", as: "bob")
            let expected: JSONValue = [
                "total_calls": 1, "total_duration_seconds": 0, "voice_calls": 1, "video_calls": 0, "missed_calls": 1,
                "average_duration_seconds": 0,
            ]
            #expect(answer.json == expected)
        }
    }
}
