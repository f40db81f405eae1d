import CallControl
import CallSignaling
import CallStorage
import HTTPTypes
import Testing

/// Block lists and do-not-disturb, as members set them.
@Suite struct PreferenceTests {
    private static let create = #"{"callee_ids":["bob"],"call_type":"voice"}"#

    @Test func membersAreBlockedAndUnblocked() async throws {
        try await TestService().run { client in
            #expect(try await client.ask(.get, "/api/blocks", as: "bob").json == ["blocks": [], "limit": 1_000])
            for _ in 0..<2 { #expect(try await client.ask(.put, "/api/blocks/ann", as: "bob").json == ["message": "Member blocked"]) }
            #expect(try await client.ask(.put, "/api/blocks/cid%40x%3Ay", as: "bob").status == 200)
            let list = try await client.ask(.get, "/api/blocks", as: "bob")
            #expect(list["blocks"] == [["member_id": "ann"], ["member_id": "cid@x:y"]])
            #expect(try await client.ask(.get, "/api/blocks", as: "ann")["blocks"] == [])
            for _ in 0..<2 { #expect(try await client.ask(.delete, "/api/blocks/ann", as: "bob").json == ["message": "Member unblocked"]) }
            #expect(try await client.ask(.get, "/api/blocks", as: "bob")["blocks"] == [["member_id": "cid@x:y"]])
        }
    }

    @Test func aBlockedCallerFindsHimBusyUntilUnblocked() async throws {
        try await TestService().run { client in
            _ = try await client.ask(.put, "/api/blocks/ann", as: "bob")
            try await client.ask(.post, "/api/calls", as: "ann", body: Self.create).expectProblem(409, "busy")
            let other = try await client.ask(.post, "/api/calls", as: "cid", body: Self.create)
            #expect(other.status == 200, "others get through")
            _ = try await client.command("cancel", other.callID, as: "cid")
            _ = try await client.ask(.delete, "/api/blocks/ann", as: "bob")
            #expect(try await client.ask(.post, "/api/calls", as: "ann", body: Self.create).status == 200)
        }
    }

    @Test func blocksStayWithinAChurch() async throws {
        try await TestService().run { client in
            let namesake = try await Tokens.member("ann", of: "hope")
            _ = try await client.ask(.put, "/api/blocks/zoe", token: namesake)
            #expect(try await client.ask(.get, "/api/blocks", as: "ann")["blocks"] == [])
            _ = try await client.ask(.put, "/api/blocks/bob", as: "ann")
            #expect(try await client.ask(.get, "/api/blocks", token: namesake)["blocks"] == [["member_id": "zoe"]])
        }
    }

    @Test(arguments: ["%2B", "a%2Fb", "a%00", "%23", "x%20y", "%", "%zz", String(repeating: "x", count: 129), "bob"])
    func whatNamesNobodyElseIsRefused(member: String) async throws {
        let service = TestService()
        try await service.run { client in
            try await client.ask(.put, "/api/blocks/\(member)", as: "bob").expectProblem(400, "invalid_parameter")
            #expect(try await service.preferences.storedPreferences(of: MemberID("bob"), in: ChurchID("grace")) == MemberPreferences())
        }
    }

    @Test func aFullListIsRefused() async throws {
        let service = TestService()
        for number in 0..<MemberPreferences.blockLimit {
            try await service.preferences.block(MemberID("m\(number)"), for: MemberID("bob"), in: ChurchID("grace"))
        }
        try await service.run { client in
            try await client.ask(.put, "/api/blocks/ann", as: "bob").expectProblem(409, "block_limit")
            #expect(try await client.ask(.put, "/api/blocks/m7", as: "bob").status == 200)
            _ = try await client.ask(.delete, "/api/blocks/m7", as: "bob")
            #expect(try await client.ask(.put, "/api/blocks/ann", as: "bob").status == 200)
        }
    }

    @Test func doNotDisturbEndsByItself() async throws {
        let service = TestService()
        try await service.run { client in
            #expect(try await client.ask(.get, "/api/dnd", as: "bob").json == ["enabled": false, "until": nil])
            let body = #"{"enabled":true,"until":"2027-01-15T09:00:00Z"}"#
            let set = try await client.ask(.put, "/api/dnd", as: "bob", body: body)
            #expect(set.json == ["enabled": true, "until": "2027-01-15T09:00:00.000Z"])
            #expect(try await client.ask(.get, "/api/dnd", as: "bob").json == set.json)
            try await client.ask(.post, "/api/calls", as: "ann", body: Self.create).expectProblem(409, "busy")
            service.clock.advance(by: 3_599.875)
            #expect(try await client.ask(.get, "/api/dnd", as: "bob").json == ["enabled": false, "until": nil])
            #expect(try await client.ask(.post, "/api/calls", as: "ann", body: Self.create).status == 200)
        }
    }

    @Test func doNotDisturbIsSwitchedOff() async throws {
        try await TestService().run { client in
            for body in [#"{"enabled":true}"#, #"{"enabled":true,"until":null}"#] {
                #expect(try await client.ask(.put, "/api/dnd", as: "bob", body: body).json == ["enabled": true, "until": nil])
                try await client.ask(.post, "/api/calls", as: "ann", body: Self.create).expectProblem(409, "busy")
                let off = try await client.ask(.put, "/api/dnd", as: "bob", body: #"{"enabled":false,"until":"2099-01-01T00:00:00Z"}"#)
                #expect(off.json == ["enabled": false, "until": nil])
                let call = try await client.ring("bob")
                #expect(try await client.command("cancel", call, as: "ann").status == 200)
            }
        }
    }

    @Test(arguments: [
        ("{}", "enabled"), (#"{"enabled":"yes"}"#, "enabled"), (#"{"enabled":1}"#, "enabled"), (#"{"enabled":null}"#, "enabled"),
        (#"{"enabled":true,"until":"tonight"}"#, "until"), (#"{"enabled":true,"until":7}"#, "until"),
        (#"{"enabled":true,"until":"2027-01-15T08:00:00.125Z"}"#, "Until"), (#"{"enabled":true,"until":"2020-01-01T00:00:00Z"}"#, "Until"),
        ("[]", "object"),
    ])
    func nonsenseIsRefused(body: String, names: String) async throws {
        try await TestService().run { client in
            let answer = try await client.ask(.put, "/api/dnd", as: "bob", body: body)
            answer.expectProblem(422, "invalid_body")
            #expect(answer.detail.contains(names), "\(answer.detail)")
            #expect(try await client.ask(.get, "/api/dnd", as: "bob")["enabled"] == false)
        }
    }

    @Test func aChurchHasSoManyCallsAtOnce() async throws {
        let service = TestService(settings: CallSettings(churchLimit: 1))
        try await service.run { client in
            let call = try await client.ring("bob")
            let headers = ["Content-Type": "application/json", "Idempotency-Key": "k"]
            let body = #"{"callee_ids":["dan"],"call_type":"voice"}"#
            let refused = try await client.ask(.post, "/api/calls", as: "cid", body: body, headers: headers)
            refused.expectProblem(429, "church_limit")
            #expect(refused.header("Retry-After") == "5")
            #expect(service.calls.calls.count == 1)
            let hope = try await Tokens.member("ann", of: "hope")
            let zoe = #"{"callee_ids":["zoe"],"call_type":"voice"}"#
            #expect(try await client.ask(.post, "/api/calls", token: hope, body: zoe).status == 200, "other churches go on")
            let glare = try await client.ask(.post, "/api/calls", as: "bob", body: #"{"callee_ids":["ann"],"call_type":"voice"}"#)
            #expect(glare["glare"] == true && glare.callID == call, "calling back makes no new call")
            _ = try await client.command("end", call, as: "ann")
            service.clock.advance(by: 1)
            #expect(try await client.ask(.post, "/api/calls", as: "cid", body: body, headers: headers).status == 200)
            #expect(try await client.ask(.post, "/api/calls", as: "cid", body: body, headers: headers).status == 200, "made again")
        }
    }
}
