import CallAPI
import HTTPTypes
import Testing

/// What an administrator may do with calls he takes no part in: see them and end them, in his own church.
@Suite struct AdministratorTests {
    @Test func heSeesAndEndsTheCallsOfHisChurch() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob", "cid")
            let token = try await Tokens.admin("root")
            #expect(try await client.ask(.get, "/api/calls/\(call)", token: token).status == 200)
            #expect(try await client.ask(.get, "/api/calls/\(call)/events", token: token).status == 200)
            #expect(try await client.ask(.post, "/api/calls/\(call)/end", token: token).json == ["message": "Call ended"])
            #expect(try await client.ask(.get, "/api/calls/\(call)", as: "bob")["ended_by"] == "root")
        }
    }

    @Test(arguments: ["accept", "cancel", "connected", "leave", "ringing", "token", "reject"])
    func heMayDoNothingElse(command: String) async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            let answer = try await client.ask(.post, "/api/calls/\(call)/\(command)", token: try await Tokens.admin("root"))
            answer.expectProblem(403, "not_participant")
        }
    }

    @Test func heIsAStrangerInAnotherChurch() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            let token = try await Tokens.admin("root", of: "hope")
            try await client.ask(.get, "/api/calls/\(call)", token: token).expectProblem(404, "unknown_call")
            try await client.ask(.post, "/api/calls/\(call)/end", token: token).expectProblem(404, "unknown_call")
        }
    }

    @Test(arguments: ["member", "staff"])
    func othersMayNot(role: String) async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            let token = try await Tokens.sign(["sub": "eve", "role": .text(role), "church_id": "grace", "session_church_id": "grace"])
            for path in ["", "/events"] {
                try await client.ask(.get, "/api/calls/\(call)\(path)", token: token).expectProblem(403, "not_participant")
            }
            try await client.ask(.post, "/api/calls/\(call)/end", token: token).expectProblem(403, "not_participant")
        }
    }
}
