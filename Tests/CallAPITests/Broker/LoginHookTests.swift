import CallAPI
import CallSignaling
import Foundation
import HTTPTypes
import Testing
import TokenVerification

/// `POST /broker/auth`: whom a broker without the plugin is to let in.
@Suite struct LoginHookTests {
    private let service = TestService(configuration: BrokerFixture.configuration())

    @Test func whoeverHasAGoodTokenIsLetInUnderHisName() async throws {
        try await service.run { client in
            let expiry = Date().timeIntervalSince1970.rounded(.down) + 100
            let token = try await Tokens.sign(
                ["sub": "ann", "role": "member", "session_church_id": "grace", "exp": .number(expiry), "jti": "j"], expires: false)
            let answer = try await client.logIn("ann", token: token)
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer["result"] == "allow")
            #expect(answer["is_superuser"] == .flag(false))
            #expect(answer["expire_at"] == .number(expiry))
            #expect(answer["client_attrs"]?.keys == ["faithflow"])
            #expect(answer["reason"] == nil)
            #expect(!answer.body.contains(token))
        }
    }

    @Test func everybodyElseIsRefusedAndTheReasonTold() async throws {
        let expired = try await Tokens.sign(
            ["sub": "ann", "role": "member", "session_church_id": "grace", "exp": .number(1_000)], expires: false)
        let within = try await Tokens.sign(
            ["sub": "ann", "role": "member", "session_church_id": "grace", "exp": .number(Date().timeIntervalSince1970 - 2)], expires: false
        )
        let good = try await Tokens.member("ann")
        let foreign = try await Tokens.sign(["sub": "ann", "role": "member", "session_church_id": "grace"], secret: BrokerFixture.secret)
        let rows: [(user: JSONValue, client: JSONValue, password: JSONValue, reason: String)] = [
            ("ann", "ff-call-ann-1", .text(foreign), "token"), ("ann", "ff-call-ann-1", "", "token"),
            ("ann", "ff-call-ann-1", "a.b.c", "token"),
            ("ann", "ff-call-ann-1", .null, "token"), ("ann", "ff-call-ann-1", "undefined", "token"),
            ("ann", "ff-call-ann-1", .text(expired), "expired"), ("ann", "ff-call-ann-1", .text(within), "expired"),
            ("bob", "ff-call-bob-1", .text(good), "user_name"), ("Ann", "ff-call-ann-1", .text(good), "user_name"),
            (.null, "ff-call-ann-1", .text(good), "token"), ("", "ff-call-ann-1", .text(good), "user_name"),
            ("ann", "ff-call-bob-1", .text(good), "client_id"), ("ann", "her-own-choice", .text(good), "client_id"),
            ("ann", "faithflow-calls-1", .text(good), "client_id"), ("ann", "ff-call-ann-", .text(good), "client_id"),
            ("ann", .null, .text(good), "client_id"), ("ann", "ff-call-ann-\n", .text(good), "client_id"),
        ]
        try await service.run { client in
            for row in rows {
                let answer = try await client.hook("auth", ["clientid": row.client, "username": row.user, "password": row.password])
                #expect(answer.status == 200 && answer["result"] == "deny", "\(row)")
                #expect(answer["reason"] == .text(row.reason), "\(row)")
                #expect(answer["client_attrs"] == nil && answer["is_superuser"] == nil)
            }
        }
    }

    @Test func revokedTokensAreRefusedAndWhatNobodyKnowsIsLeftOpen() async throws {
        try await service.run { client in
            let token = try await Tokens.sign(["sub": "ann", "role": "member", "session_church_id": "grace", "jti": "stolen"])
            let pass = try await client.pass("ann", token: token)
            let inbox = "faithflow/grace/member/ann/call_status"
            #expect(try await client.topic(inbox, as: "ann", pass: pass)["result"] == "allow")
            service.revocations.replace(with: [Revocation(.token("stolen"), revokedAt: Date(), until: .distantFuture)])
            #expect(try await client.logIn("ann", token: token)["reason"] == "revoked")
            #expect(try await client.topic(inbox, as: "ann", pass: pass)["reason"] == "revoked")
            service.revocations.replace(with: [
                Revocation(.member(MemberID("ann"), ChurchID("grace")), revokedAt: Date(), until: .distantFuture)
            ])
            #expect(try await client.topic(inbox, as: "ann", pass: pass)["reason"] == "revoked")
        }
    }

    @Test func accountsAreLeftToTheBroker() async throws {
        try await service.run { client in
            for account in ["faithflow-system", "observer", "bridge"] {
                let login = try await client.hook("auth", ["clientid": "x", "username": .text(account), "password": "anything"])
                #expect(login.status == 200 && login["result"] == "ignore")
                #expect(try await client.logIn(account)["result"] == "ignore", "a member of that name is nobody here")
                #expect(try await client.topic("faithflow/#", as: account, pass: "")["result"] == "ignore")
            }
        }
    }

    @Test func nobodyAsksWithoutTheSecret() async throws {
        let good = try await Tokens.member("ann")
        let fields: [String: JSONValue] = ["clientid": "ff-call-ann-1", "username": "ann", "password": .text(good)]
        try await service.run { client in
            for name in ["auth", "acl"] {
                let none = try await client.hook(name, fields, headers: [:])
                none.expectProblem(401, "missing_token")
                for wrong in ["x", "", BrokerFixture.secret + "x", String(BrokerFixture.secret.dropLast()), BrokerFixture.tokenSecret] {
                    try await client.hook(name, fields, headers: ["X-Broker-Secret": wrong]).expectProblem(401, "invalid_token")
                }
                let member = try await client.hook(name, fields, headers: ["Authorization": "Bearer \(good)"])
                member.expectProblem(401, "invalid_token")
                #expect(!member.body.contains(BrokerFixture.secret))
            }
            let bearer = try await client.hook("auth", fields, headers: ["Authorization": "Bearer \(BrokerFixture.secret)"])
            #expect(bearer["result"] == "allow")
        }
    }

    @Test func thereIsNothingWithoutASecretInTheConfiguration() async throws {
        try await TestService(configuration: BrokerFixture.configuration(hooks: false)).run { client in
            for name in ["auth", "acl"] {
                try await client.hook(name, [:]).expectProblem(404, "not_found")
                try await client.hook(name, [:], headers: ["X-Broker-Secret": ""]).expectProblem(404, "not_found")
            }
        }
        #expect(BrokerSecret(String(repeating: "x", count: 31)) == nil)
        #expect(
            "\(String(reflecting: BrokerSecret(BrokerFixture.secret)))\(BrokerAccess(hookSecret: BrokerSecret(BrokerFixture.secret)))"
                .contains(BrokerFixture.secret) == false)
    }

    @Test(arguments: ["auth", "acl"])
    func malformedBodiesAreRefused(name: String) async throws {
        let headers = ["X-Broker-Secret": BrokerFixture.secret, "Content-Type": "application/json"]
        let rows: [(body: String?, status: Int, code: String)] = [
            (nil, 400, "invalid_json"), ("", 400, "invalid_json"), ("{", 400, "invalid_json"), ("[]", 422, "invalid_body"),
            (#"{"clientid":[]}"#, 422, "invalid_body"), (#"{"clientid":"\ud800"}"#, 400, "invalid_json"),
            (#"{"username":{"$ne":1},"topic":"a","action":"publish"}"#, 422, "invalid_body"),
            (#"{"password":"\#(String(repeating: "x", count: 70_000))"}"#, 413, "body_too_large"),
            (String(repeating: "[", count: 10_000), 400, "invalid_json"),
        ]
        try await service.run { client in
            for row in rows {
                let answer = try await client.ask(.post, "/broker/\(name)", body: row.body, headers: headers)
                answer.expectProblem(row.status, row.code, "\(row.body?.prefix(40) ?? "none")")
            }
            let form = ["X-Broker-Secret": BrokerFixture.secret, "Content-Type": "application/x-www-form-urlencoded"]
            try await client.ask(.post, "/broker/\(name)", body: "clientid=x", headers: form).expectProblem(415, "unsupported_media_type")
        }
    }
}
