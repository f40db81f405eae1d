import CallAPI
import CallSignaling
import HTTPTypes
import Testing

/// Who made the call, and administrators, mute others and take them out.
@Suite struct HostTests {
    /// A call of Ann, Bob and Cid, who talk.
    private static func talk(_ client: TestService.Client) async throws -> String {
        let call = try await client.ring("bob", "cid")
        for member in ["bob", "cid"] { _ = try await client.command("accept", call, as: member) }
        for member in ["ann", "bob", "cid"] { _ = try await client.command("connected", call, as: member) }
        return call
    }

    @Test func theCallerMutesAndRemoves() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await Self.talk(client)
            let before = service.signals
            #expect(try await client.command("participants/bob/mute", call, as: "ann").json == ["message": "Participant muted"])
            #expect(service.signals == before + 1)
            #expect(try await client.command("participants/bob/mute", call, as: "ann").status == 200)
            #expect(service.signals == before + 1, "muted already")
            #expect(try await client.command("participants/cid/remove", call, as: "ann").json == ["message": "Participant removed"])
            #expect(try await client.command("participants/cid/remove", call, as: "ann").status == 200)
            let detail = try await client.ask(.get, "/api/calls/\(call)", as: "ann")
            #expect(detail["participants"]?[1]?["is_muted"] == true)
            #expect(detail["participants"]?[2]?["state"] == "removed")
            #expect(detail["status"] == "active")
            let lines = try await client.ask(.get, "/api/calls/\(call)/events", as: "ann")["events"]?.items.suffix(2) ?? []
            #expect(lines.map { $0["type"] } == ["muted", "removed"])
            #expect(lines.map { $0["by"] } == ["ann", "ann"])
            #expect(lines.map { $0["target"] } == ["bob", "cid"])
            try await client.command("token", call, as: "cid").expectProblem(409, "not_in_call")
            #expect(try await client.ask(.post, "/api/calls/\(call)/invite", as: "ann", body: #"{"callee_ids":["cid"]}"#).status == 200)
        }
    }

    @Test func anAdministratorNeedNotTakePart() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await client.ring("bob")
            _ = try await client.command("accept", call, as: "bob")
            let (path, admin) = ("/api/calls/\(call)/participants/ann", try await Tokens.admin("root"))
            #expect(try await client.ask(.post, "\(path)/mute", token: admin).status == 200)
            #expect(try await client.ask(.post, "\(path)/remove", token: admin).status == 200)
            let detail = try await client.ask(.get, "/api/calls/\(call)", token: admin)
            #expect(detail["status"] == "ended" && detail["ended_by"] == "root")
            #expect(detail["participants"]?[0]?["state"] == "removed")
            #expect(try await client.ask(.post, "\(path)/remove", token: admin).status == 200, "done before")
            try await client.ask(.post, "\(path)/mute", token: admin).expectProblem(409, "call_over")
        }
    }

    @Test func othersAreRefused() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await Self.talk(client)
            let before = service.calls.calls
            for verb in ["mute", "remove"] {
                try await client.command("participants/cid/\(verb)", call, as: "bob").expectProblem(403, "not_caller")
                try await client.command("participants/cid/\(verb)", call, as: "dan").expectProblem(403, "not_participant")
                let unknown = try await client.command("participants/dan/\(verb)", call, as: "ann")
                unknown.expectProblem(404, "unknown_member")
                #expect(unknown["members"] == ["dan"] && unknown.detail.contains("dan"))
                try await client.command("participants/a%2Fb/\(verb)", call, as: "ann").expectProblem(400, "invalid_parameter")
                try await client.command("participants/cid/\(verb)", "x", as: "ann").expectProblem(400, "invalid_id")
            }
            #expect(service.calls.calls == before)
            _ = try await client.command("leave", call, as: "cid")
            let gone = try await client.command("participants/cid/remove", call, as: "ann")
            gone.expectProblem(409, "not_in_call")
            #expect(gone["current_status"] == "active" && gone["members"] == ["cid"])
        }
    }

    @Test func aNamedRemovalIsDoneOnce() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await Self.talk(client)
            let path = "/api/calls/\(call)/participants/bob/remove"
            #expect(try await client.ask(.post, path, as: "ann", headers: ["Idempotency-Key": "k"]).status == 200)
            _ = try await client.ask(.post, "/api/calls/\(call)/invite", as: "ann", body: #"{"callee_ids":["bob"]}"#)
            #expect(try await client.ask(.post, path, as: "ann", headers: ["Idempotency-Key": "k"]).status == 200)
            let detail = try await client.ask(.get, "/api/calls/\(call)", as: "ann")
            #expect(detail["participants"]?[1]?["state"] == "invited", "the removal was not made again")
        }
    }
}
