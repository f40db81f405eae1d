import CallControl
import CallSignaling
import Foundation
import HTTPTypes
import Testing
import TokenVerification

/// Back ends act for members, by API keys.
@Suite struct BackEndTests {
    private static let create: [String: JSONValue] = ["callee_ids": ["bob"], "call_type": "voice"]

    private func withService(
        _ backEnds: BackEnd..., service: TestService = TestService(),
        _ body: @Sendable @escaping (TestService.Client) async throws -> Void
    ) async throws {
        service.keys.replace(with: backEnds.map(\.key))
        try await service.run(body)
    }

    @Test func aCallIsMadeAnsweredAndEndedForMembers() async throws {
        let backEnd = BackEnd("grace")
        try await withService(backEnd) { client in
            let made = try await client.ask(.post, "/api/calls", by: backEnd, for: "ann", Self.create)
            #expect(made.status == 200 && made["livekit_token"] == "media-ann")
            let path = "/api/calls/\(made.callID)"
            #expect(try await client.ask(.post, path + "/accept", by: backEnd, for: "bob")["livekit_token"] == "media-bob")
            #expect(try await client.ask(.get, path, as: "ann")["caller_id"] == "ann")
            #expect(try await client.ask(.get, "/api/calls/active", by: backEnd, for: "bob").callID == made.callID)
            let muted = try await client.ask(.patch, path + "/participant", by: backEnd, for: "bob", ["is_muted": true])
            #expect(muted.status == 200)
            #expect(try await client.ask(.post, path + "/end", by: backEnd, for: "ann", ["reason": "failed"]).status == 200)
            let history = try await client.ask(.get, "/api/calls/history?page=1", by: backEnd, for: "ann")
            #expect(history["total"] == 1)
        }
    }

    /// Calling somebody back who is calling answers his call: a key for making calls alone must not come into one that way.
    @Test func aKeyForMakingCallsAnswersNone() async throws {
        let backEnd = BackEnd("grace", actions: [.createCalls])
        try await withService(backEnd) { client in
            let call = try await client.ring("bob")
            let back: [String: JSONValue] = ["callee_ids": ["ann"], "call_type": "voice"]
            try await client.ask(.post, "/api/calls", by: backEnd, for: "bob", back).expectProblem(409, "busy")
            #expect(try await client.ask(.get, "/api/calls/\(call)", as: "ann")["status"] == "ringing")
        }
    }

    @Test func aMembersWishesAreChanged() async throws {
        let backEnd = BackEnd("grace")
        try await withService(backEnd) { client in
            #expect(try await client.ask(.put, "/api/blocks/cid", by: backEnd, for: "ann").status == 200)
            #expect(try await client.ask(.get, "/api/blocks", by: backEnd, for: "ann").body.contains("cid"))
            #expect(try await client.ask(.delete, "/api/blocks/cid", by: backEnd, for: "ann").status == 200)
            #expect(try await client.ask(.put, "/api/dnd", by: backEnd, for: "ann", ["enabled": true])["enabled"] == true)
            let other = try await client.ask(.get, "/api/dnd", as: "bob")
            #expect(other["enabled"] == false)
        }
    }

    @Test func theHeaderOfItsOwnWillDo() async throws {
        let backEnd = BackEnd("grace")
        try await withService(backEnd) { client in
            let key = ["X-API-Key": backEnd.revealed]
            #expect(try await client.ask(.get, "/api/calls/active?caller_id=ann", headers: key).status == 200)
            #expect(try await client.ask(.head, "/api/calls/active?caller_id=ann", headers: key).status == 200)
            try await client.ask(.get, "/api/calls/active", headers: ["X-API-Key": "secret"]).expectProblem(401, "invalid_token")
            let both = try await client.ask(.get, "/api/calls/history?caller_id=ann", as: "bob", headers: key)
            #expect(both["total"] == 0, "the token counts, not the key beside it")
            try await client.ask(.get, "/api/calls/active?caller_id=ann", token: "x.y.z", headers: key).expectProblem(401, "invalid_token")
        }
    }

    @Test func somebodyMustBeNamed() async throws {
        let (one, two) = (BackEnd("grace"), BackEnd("grace", "hope"))
        try await withService(one, two) { client in
            for (method, path) in [(HTTPRequest.Method.get, "/api/calls/history"), (.post, "/api/calls"), (.delete, "/api/blocks/bob")] {
                let answer = try await client.ask(method, path, by: one, for: nil, Self.create)
                answer.expectProblem(400, "invalid_parameter", "\(path)")
                #expect(answer.detail.contains("caller_id"))
            }
            let bare = try await client.ask(.post, "/api/calls/3f2504e0-4f89-41d3-9a0c-0305e82c3301/accept", token: one.revealed)
            bare.expectProblem(400, "invalid_parameter")
            let church = try await client.ask(.post, "/api/calls", by: two, for: "ann", Self.create)
            church.expectProblem(400, "invalid_parameter")
            #expect(church.detail.contains("church_id"))
            #expect(try await client.ask(.post, "/api/calls", by: two, for: "ann", in: "grace", Self.create).status == 200)
            try await client.ask(.get, "/api/calls/active?caller_id=a%2Fb", token: one.revealed).expectProblem(400, "invalid_parameter")
            try await client.ask(.post, "/api/calls", by: one, for: "a/b", Self.create).expectProblem(422, "invalid_body")
            try await client.ask(.post, "/api/calls", by: one, for: nil, ["caller_id": 7]).expectProblem(422, "invalid_body")
            try await client.ask(.post, "/api/calls", token: one.revealed, body: "{").expectProblem(400, "invalid_json")
        }
    }

    /// A name in the other place is none: nothing of a query must act where a body is expected.
    @Test func theQueryOfAPostNamesNobody() async throws {
        let backEnd = BackEnd("grace")
        try await withService(backEnd) { client in
            let answer = try await client.ask(.post, "/api/calls?caller_id=ann", by: backEnd, for: nil, Self.create)
            answer.expectProblem(400, "invalid_parameter")
        }
    }

    @Test func onlyMembersOfTheChurchAreActedFor() async throws {
        let backEnd = BackEnd("grace")
        try await withService(backEnd) { client in
            for (method, path) in [(HTTPRequest.Method.get, "/api/calls/active"), (.post, "/api/calls"), (.put, "/api/dnd")] {
                let answer = try await client.ask(method, path, by: backEnd, for: "zoe", Self.create)
                answer.expectProblem(404, "unknown_member", "\(path)")
                #expect(answer["members"] == ["zoe"])
            }
        }
    }

    /// Whether the other church exists or not, the answer is the same, byte for byte.
    @Test func otherChurchesAreOutOfReach() async throws {
        let backEnd = BackEnd("grace")
        try await withService(backEnd) { client in
            let token = try await Tokens.member("ann", of: "hope")
            let call = try await client.ask(.post, "/api/calls", token: token, body: #"{"callee_ids":["zoe"],"call_type":"voice"}"#).callID
            let real = try await client.ask(.get, "/api/calls/\(call)", by: backEnd, for: "zoe", in: "hope")
            let unreal = try await client.ask(.get, "/api/calls/\(call)", by: backEnd, for: "zoe", in: "nowhere")
            real.expectProblem(403, "forbidden_scope")
            #expect(real.body == unreal.body)
            let own = try await client.ask(.get, "/api/calls/\(call)", by: backEnd, for: "ann", in: "grace")
            own.expectProblem(404, "unknown_call")
            try await client.ask(.post, "/api/calls/\(call)/end", by: backEnd, for: "ann").expectProblem(404, "unknown_call")
        }
    }

    @Test func wildcardScopeReachesAll() async throws {
        let backEnd = BackEnd("*")
        try await withService(backEnd) { client in
            for (member, church) in [("ann", "grace"), ("zoe", "hope")] {
                #expect(try await client.ask(.get, "/api/calls/active", by: backEnd, for: member, in: church).status == 200)
            }
            try await client.ask(.get, "/api/calls/active", by: backEnd, for: "ann").expectProblem(400, "invalid_parameter")
        }
    }

    /// The service is the member it acts for, no more: others' calls are not its own.
    @Test func itSeesWhatTheMemberSees() async throws {
        let backEnd = BackEnd("grace")
        try await withService(backEnd) { client in
            let call = try await client.ring("bob")
            try await client.ask(.get, "/api/calls/\(call)", by: backEnd, for: "dan").expectProblem(403, "not_participant")
            try await client.ask(.post, "/api/calls/\(call)/end", by: backEnd, for: "dan").expectProblem(403, "not_participant")
            try await client.ask(.post, "/api/calls/\(call)/cancel", by: backEnd, for: "bob").expectProblem(403, "not_caller")
        }
    }

    @Test func badKeysAreRefused() async throws {
        let past = Date(timeIntervalSince1970: 1)
        let (good, unknown) = (BackEnd("grace"), BackEnd("grace"))
        let (expired, revoked) = (BackEnd("grace", expires: past), BackEnd("grace", revoked: past))
        let forged = String(good.revealed.dropLast(4)) + (good.revealed.hasSuffix("0000") ? "1111" : "0000")
        try await withService(good, expired, revoked) { client in
            for (key, code) in [
                (unknown.revealed, "invalid_token"), (forged, "invalid_token"), ("ffk_", "invalid_token"),
                (expired.revealed, "token_expired"),
                (revoked.revealed, "token_revoked"),
            ] {
                let answer = try await client.ask(.get, "/api/calls/active?caller_id=ann", token: key)
                answer.expectProblem(401, code)
                #expect(answer.detail.contains("API key"))
                #expect(answer.header("WWW-Authenticate")?.contains(code) == true)
                #expect(!answer.body.contains("ffk_"))
            }
        }
    }

    @Test func aServiceThatDoesNotKnowTheKeysSaysSo() async throws {
        let backEnd = BackEnd("grace")
        let service = TestService(keys: APIKeyRing())
        try await service.run { client in
            let answer = try await client.ask(.get, "/api/calls/active?caller_id=ann", token: backEnd.revealed)
            answer.expectProblem(503, "dependency_unavailable")
            #expect(try await client.ask(.get, "/api/calls/active", as: "ann").status == 200)
        }
    }

    /// No token makes a back end, and no member becomes another by naming him.
    @Test func tokensActForTheirBearerAlone() async throws {
        try await withService { client in
            let service = try await Tokens.sign(["sub": "ann", "role": "service", "church_id": "grace", "session_church_id": "grace"])
            try await client.ask(.get, "/api/calls/active?caller_id=bob", token: service).expectProblem(403, "forbidden_role")
            let body = #"{"callee_ids":["cid"],"call_type":"voice","caller_id":"bob","church_id":"hope"}"#
            let call = try await client.ask(.post, "/api/calls", as: "ann", body: body).callID
            #expect(try await client.ask(.get, "/api/calls/\(call)?caller_id=cid", as: "ann")["caller_id"] == "ann")
            let admin = try await Tokens.admin("root")
            #expect(try await client.ask(.get, "/api/calls/history?caller_id=ann&church_id=grace", token: admin)["total"] == 0)
        }
    }

    /// A phone and its church's back end may choose the same name for different requests.
    @Test func namesOfRequestsDoNotMix() async throws {
        let (one, other) = (BackEnd("grace"), BackEnd("grace"))
        let service = TestService()
        try await withService(one, other, service: service) { client in
            let headers = ["Content-Type": "application/json", "Idempotency-Key": "k"]
            let body = #"{"callee_ids":["bob"],"call_type":"voice"}"#
            let call = try await client.ask(.post, "/api/calls", as: "ann", body: body, headers: headers)
            let refused = try await client.ask(.post, "/api/calls", by: one, for: "ann", Self.create, headers: headers)
            refused.expectProblem(409, "busy")
            _ = try await client.command("cancel", call.callID, as: "ann")
            let first = try await client.ask(.post, "/api/calls", by: one, for: "ann", Self.create, headers: headers)
            let again = try await client.ask(.post, "/api/calls", by: one, for: "ann", Self.create, headers: headers)
            #expect(first.status == 200 && first.body == again.body && first.callID != call.callID)
            let third = try await client.ask(.post, "/api/calls", by: other, for: "ann", Self.create, headers: headers)
            third.expectProblem(409, "busy")
            let changed = try await client.ask(
                .post, "/api/calls", by: one, for: "ann", ["callee_ids": ["cid"], "call_type": "voice"], headers: headers)
            changed.expectProblem(422, "idempotency_key_reused")
            #expect(service.calls.calls.count == 2)
        }
    }
}
