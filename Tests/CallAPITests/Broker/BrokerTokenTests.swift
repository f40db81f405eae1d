import CallAPI
import CallSignaling
import Crypto
import Foundation
import HTTPTypes
import Testing
import TokenVerification
import TopicAccess

/// `POST /api/broker-token`: what it says, what it allows, and where it is good for nothing.
@Suite struct BrokerTokenTests {
    private static func claims(_ answer: Answer, secret: String = BrokerFixture.tokenSecret) throws -> JSONValue {
        let token = try #require(answer["token"]?.text)
        let parts = token.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(parts[0]).\(parts[1])".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        #expect(decoded(parts[2]) == Data(code))
        let header = try JSONDecoder().decode(JSONValue.self, from: try #require(decoded(parts[0])))
        #expect(header["alg"] == "HS256")
        return try JSONDecoder().decode(JSONValue.self, from: try #require(decoded(parts[1])))
    }

    private static func decoded(_ text: String) -> Data? {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4))
    }

    private static func number(_ value: JSONValue?) -> Double { if case .number(let number)? = value { number } else { .nan } }

    private static let path = "/api/broker-token"

    @Test func itNamesItsBearerHisClientAndAnEnd() async throws {
        try await TestService(configuration: BrokerFixture.configuration()).run { client in
            let before = Date().timeIntervalSince1970
            let answer = try await client.ask(.post, Self.path, as: "ann")
            let after = Date().timeIntervalSince1970
            #expect(answer.status == 200, "\(answer.body)")
            let claims = try Self.claims(answer)
            #expect(claims["sub"] == "ann" && claims["username"] == "ann" && answer["username"] == "ann")
            #expect(claims["clientid"] == answer["client_id"])
            #expect(answer["client_id"]?.text?.hasPrefix("ff-call-ann-") == true)
            #expect(claims["type"] == "broker" && claims["aud"] == "faithflow-broker")
            #expect(claims["role"] == nil && claims["session_church_id"] == nil && claims["church_id"] == nil && claims["iat"] == nil)
            #expect((before + 3_598...after + 3_601).contains(Self.number(claims["exp"])), "an hour")
            #expect(claims["client_attrs"]?.keys == ["faithflow"])
            let own = try await client.ask(.post, Self.path, as: "ann", body: #"{"client_id":"ff-call-ann-my-phone"}"#)
            #expect(try Self.claims(own)["clientid"] == "ff-call-ann-my-phone")
            #expect(answer["client_id"] != (try await client.ask(.post, Self.path, as: "ann"))["client_id"])
        }
    }

    @Test func itDoesNotOutliveTheTokenItIsMadeFor() async throws {
        try await TestService(configuration: BrokerFixture.configuration()).run { client in
            let expiry = (Date().timeIntervalSince1970 + 50).rounded(.down)
            let token = try await Tokens.sign(
                ["sub": "ann", "role": "member", "session_church_id": "grace", "exp": .number(expiry)], expires: false)
            let answer = try await client.ask(.post, Self.path, token: token)
            #expect(try Self.claims(answer)["exp"] == .number(expiry))
            let late = try await Tokens.sign(
                ["sub": "ann", "role": "member", "session_church_id": "grace", "exp": .number(expiry - 52)], expires: false)
            try await client.ask(.post, Self.path, token: late).expectProblem(401, "token_expired", "by leeway it is good elsewhere")
        }
    }

    @Test func itIsGoodForNothingElse() async throws {
        try await TestService(configuration: BrokerFixture.configuration()).run { client in
            let token = try #require(try await client.ask(.post, Self.path, as: "ann")["token"]?.text)
            try await client.ask(.get, "/api/calls/active", token: token).expectProblem(401, "invalid_token")
            #expect(try await client.logIn("ann", token: token)["reason"] == "token")
            // Not even where somebody has set all secrets to the same.
            let careless = await TokenAuthenticator(secrets: [BrokerFixture.tokenSecret])
            await #expect(throws: TokenFailure.invalid("it is for the broker alone")) { try await careless.verify(token) }
        }
    }

    @Test(arguments: [true, false])
    func itsRightsAreThoseOfTheRulesAndNoMore(hooks: Bool) async throws {
        try await TestService(configuration: BrokerFixture.configuration(hooks: hooks)).run { client in
            let call = try await client.ring("bob")
            for format in ["rules", "lists"] {
                let body = #"{"call_ids":["\#(call)"],"acl_format":"\#(format)","client_id":"ff-call-ann-1"}"#
                let claims = try Self.claims(try await client.ask(.post, Self.path, as: "ann", body: body))
                let rules = RuleEvaluator(acl: try #require(claims["acl"]), username: "ann", clientID: "ff-call-ann-1")
                let rest: RuleEvaluator.Outcome = hooks && format == "rules" ? .open : .deny
                for topic in [
                    "faithflow/grace/member/ann/incoming_call", "faithflow/grace/member/ann/call_status", "faithflow/grace/presence/+",
                    "faithflow/grace/presence/+/call", "faithflow/grace/call/\(call)/signal", "faithflow/grace/call/\(call)/participants",
                    "faithflow/grace/member/ann/webrtc", "faithflow/grace/config",
                ] {
                    #expect(rules.outcome("subscribe", topic) == .allow, "\(topic)")
                    #expect(rules.outcome("publish", topic) == rest, "\(topic)")
                }
                #expect(rules.outcome("publish", "faithflow/grace/presence/ann", retain: true) == .allow)
                #expect(rules.outcome("subscribe", "faithflow/grace/presence/#") == .deny)
                for topic in [
                    "#", "+/#", "faithflow/#", "faithflow/grace/#", "faithflow/+/presence/+", "faithflow/grace/call/+/signal", "$SYS/#",
                    "faithflow/grace/call/\(BrokerFixture.call)/signal", "faithflow/grace/member/bob/call_status",
                    "faithflow/grace/member/bob/webrtc",
                    "faithflow/grace/member/+/call_status",
                    "faithflow/hope/presence/+", "faithflow/grace/call/\(call)/+", "faithflow/grace/call/\(call)/#",
                ] {
                    #expect(rules.outcome("subscribe", topic) == rest, "\(topic)")
                    #expect(rules.outcome("publish", topic) == rest, "\(topic)")
                }
                #expect(rules.outcome("publish", "faithflow/grace/presence/bob") == rest)
            }
        }
    }

    @Test func acknowledgementsMayBePublishedWhereTheBrokerChecksThem() async throws {
        try await TestService(configuration: BrokerFixture.configuration(isRingingVouchedFor: true, hooks: false)).run { client in
            let call = try await client.ring("bob")
            let claims = try Self.claims(try await client.ask(.post, Self.path, as: "bob", body: #"{"call_ids":["\#(call)"]}"#))
            let rules = RuleEvaluator(acl: try #require(claims["acl"]), username: "bob", clientID: "x")
            #expect(rules.outcome("publish", "faithflow/grace/call/\(call)/signal") == .allow)
            #expect(rules.outcome("publish", "faithflow/grace/call/\(call)/signal", retain: true) == .deny)
            #expect(rules.outcome("publish", "faithflow/grace/call/\(call)/participants") == .deny)
            #expect(claims["client_attrs"] == nil)
        }
    }

    @Test func whatTheRulesLeaveOpenTheHookDecides() async throws {
        try await TestService(configuration: BrokerFixture.configuration()).run { client in
            let answer = try await client.ask(.post, Self.path, as: "ann", body: #"{"client_id":"ff-call-ann-17"}"#)
            let pass = try #require(try Self.claims(answer)["client_attrs"]?["faithflow"]?.text)
            let signal = "faithflow/grace/call/\(BrokerFixture.call)/signal"
            #expect(try await client.topic(signal, as: "ann", pass: pass)["result"] == "allow")
            #expect(try await client.topic("faithflow/grace/call/+/signal", as: "ann", pass: pass)["result"] == "deny")
        }
    }

    @Test func onlyWhoTakesPartIsGivenACallsTopics() async throws {
        try await TestService(configuration: BrokerFixture.configuration()).run { client in
            let call = try await client.ring("bob")
            let body = #"{"call_ids":["\#(call)"]}"#
            try await client.ask(.post, Self.path, as: "dan", body: body).expectProblem(403, "not_participant")
            try await client.ask(.post, Self.path, token: Tokens.member("ann", of: "hope"), body: body).expectProblem(404, "unknown_call")
            try await client.ask(.post, Self.path, token: Tokens.admin("adm"), body: body).expectProblem(403, "not_participant")
            #expect(try await client.ask(.post, Self.path, as: "bob", body: body).status == 200)
        }
    }

    @Test(arguments: [
        (#"{"call_ids":"x"}"#, "call_ids"), (#"{"call_ids":["x"]}"#, "call_ids"), (#"{"call_ids":[1]}"#, "call_ids"),
        (#"{"client_id":"ff-call-bob-1"}"#, "client_id"), (#"{"client_id":"mine"}"#, "client_id"), (#"{"client_id":""}"#, "client_id"),
        (#"{"client_id":"ff-call-ann-+\u0000"}"#, "client_id"), (#"{"acl_format":"v1"}"#, "acl_format"), ("[]", "object"),
        (#"{"call_ids":["\#(BrokerFixture.call)","\#(BrokerFixture.call)"]}"#, "call_ids"),
    ])
    func badBodiesAreRefused(body: String, names: String) async throws {
        try await TestService(configuration: BrokerFixture.configuration()).run { client in
            let answer = try await client.ask(.post, Self.path, as: "ann", body: body)
            answer.expectProblem(422, "invalid_body")
            #expect(answer.detail.contains(names))
        }
    }

    @Test func thereAreNoneWithoutASecret() async throws {
        try await TestService(configuration: BrokerFixture.configuration(tokens: false)).run { client in
            try await client.ask(.post, Self.path, as: "ann").expectProblem(404, "not_found")
            try await client.ask(.post, Self.path).expectProblem(401, "missing_token")
        }
    }
}
