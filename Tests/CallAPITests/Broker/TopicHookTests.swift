import Foundation
import Testing
import TokenVerification
import TopicAccess

@testable import CallAPI

/// `POST /broker/acl`: the same rules as the plugin's, by what the broker knows of whom it let in.
@Suite struct TopicHookTests {
    static let call = BrokerFixture.call
    static let own: [(topic: String, action: String, reason: String?)] = [
        ("faithflow/grace/member/ann/incoming_call", "subscribe", nil), ("faithflow/grace/member/ann/call_status", "subscribe", nil),
        ("faithflow/grace/presence/+", "subscribe", nil), ("faithflow/grace/presence/bob", "subscribe", nil),
        ("faithflow/grace/call/\(call)/signal", "subscribe", nil), ("faithflow/grace/call/\(call)/participants", "subscribe", nil),
        ("faithflow/grace/presence/ann", "publish", nil), ("faithflow/grace/call/\(call)/signal", "publish", "unseen"),
        ("faithflow/grace/member/bob/call_status", "subscribe", "foreign_member"), ("faithflow/hope/presence/+", "subscribe", "wildcard"),
        ("faithflow/hope/presence/ann", "subscribe", "foreign_church"), ("#", "subscribe", "wildcard"),
        ("faithflow/grace/presence/#", "subscribe", "wildcard"), ("faithflow/grace/call/+/signal", "subscribe", "wildcard"),
        ("$share/g/faithflow/grace/presence/+", "subscribe", "wildcard"), ("$SYS/brokers", "subscribe", "unknown_topic"),
        ("faithflow/grace/member/ann/call_status", "publish", "service_only"),
        ("faithflow/grace/presence/bob", "publish", "foreign_member"),
        ("faithflow/grace/presence/+", "publish", "wildcard"), ("", "publish", "unknown_topic"),
        ("$delayed/1/faithflow/grace/presence/ann", "publish", "unknown_topic"),
    ]

    @Test func topicsAreDecidedByThePass() async throws {
        try await TestService(configuration: BrokerFixture.configuration()).run { client in
            let pass = try await client.pass("ann")
            for row in Self.own {
                let answer = try await client.topic(row.topic, row.action, as: "ann", pass: pass)
                #expect(answer.status == 200)
                #expect(answer["result"] == (row.reason == nil ? "allow" : "deny"), "\(row)")
                #expect(answer["reason"] == row.reason.map { .text($0) }, "\(row)")
            }
        }
    }

    @Test func whatIsRetainedMayNotBeOnATopicOfACall() async throws {
        try await TestService(configuration: BrokerFixture.configuration(isRingingVouchedFor: true)).run { client in
            let pass = try await client.pass("ann")
            let signal = "faithflow/grace/call/\(Self.call)/signal"
            for retain in [JSONValue.flag(false), "false", .number(0), "0"] {
                #expect(try await client.topic(signal, "publish", as: "ann", pass: pass, more: ["retain": retain])["result"] == "allow")
            }
            for retain in [JSONValue.flag(true), "true", "1", .number(1), .null, "", "undefined", "no"] {
                #expect(try await client.topic(signal, "publish", as: "ann", pass: pass, more: ["retain": retain])["reason"] == "retained")
            }
        }
    }

    @Test func aPassIsGoodForItsOwnerAloneAndNothingElseIsAPass() async throws {
        try await TestService(configuration: BrokerFixture.configuration()).run { client in
            let inbox = "faithflow/grace/member/ann/call_status"
            let pass = try await client.pass("ann")
            let parts = pass.split(separator: ".").map(String.init)
            let forged = try #require(Data(base64Encoded: parts[0]).map { String(decoding: $0, as: UTF8.self) })
                .replacing("ann", with: "bob")
            let passes = [
                "", "undefined", "x", ".", "a.b", parts[0], parts[0] + ".", "." + parts[1], pass + "A", "\(pass).\(parts[1])",
                "\(Data(forged.utf8).base64EncodedString()).\(parts[1])", try await Tokens.member("ann"),
                String(repeating: "x", count: 5_000),
            ]
            for wrong in passes {
                #expect(try await client.topic(inbox, as: "ann", pass: wrong)["reason"] == "stranger", "\(wrong.prefix(60))")
            }
            let changed = "\(Data(forged.utf8).base64EncodedString()).\(parts[1])"
            #expect(try await client.topic("faithflow/grace/member/bob/call_status", as: "bob", pass: changed)["reason"] == "stranger")
            #expect(try await client.topic(inbox, as: "ann", pass: pass, more: ["username": "bob"])["reason"] == "stranger")
            #expect(try await client.topic(inbox, as: "ann", pass: pass, more: ["username": .null])["reason"] == "stranger")
            #expect(try await client.topic(inbox, as: "ann", pass: pass, more: ["clientid": "ff-call-bob-1"])["reason"] == "stranger")
            #expect(try await client.topic(inbox, as: "ann", pass: pass, more: ["pass": .null])["reason"] == "stranger")
            let other = try await client.pass("bob")
            #expect(try await client.topic(inbox, as: "ann", pass: other)["reason"] == "stranger")
        }
    }

    @Test func anyInstanceAnswersAndAPassEndsWithItsToken() async throws {
        let one = TestService(configuration: BrokerFixture.configuration())
        let inbox = "faithflow/grace/member/ann/call_status"
        let expiry = Date().timeIntervalSince1970.rounded() + 100_000
        let token = try await Tokens.sign(
            ["sub": "ann", "role": "member", "session_church_id": "grace", "exp": .number(expiry)], expires: false)
        try await one.run { client in
            let pass = try await client.pass("ann", token: token)
            try await TestService(configuration: BrokerFixture.configuration()).run { other in
                let answer = try await other.topic(inbox, as: "ann", pass: pass)
                #expect(answer["result"] == "allow")
            }
            let question = try JSONEncoder().encode([
                "clientid": "ff-call-ann-17", "username": "ann", "topic": inbox, "action": "subscribe", "pass": pass,
            ])
            let secret = try #require(BrokerSecret(BrokerFixture.secret))
            // The last one has lost the key that verified the token.
            for (seconds, secrets, verdict) in [
                (99_000.0, [Tokens.secret], BrokerVerdict.allowed), (101_000, [Tokens.secret], .denied(.expired)),
                (99_000, [], .denied(.revoked)),
            ] {
                let hooks = BrokerHooks(
                    access: BrokerAccess(), secret: secret, authenticator: await TokenAuthenticator(secrets: secrets),
                    now: { Date().addingTimeInterval(seconds) })
                #expect(try hooks.access(try JSONDecoder().decode(TopicQuestion.self, from: question)) == verdict)
            }
        }
    }

    @Test func malformedQuestionsAreRefused() async throws {
        try await TestService(configuration: BrokerFixture.configuration()).run { client in
            let pass = try await client.pass("ann")
            try await client.topic("a", "subscribe", as: "ann", pass: pass, more: ["topic": .null]).expectProblem(422, "invalid_body")
            try await client.topic("a", "delete", as: "ann", pass: pass).expectProblem(422, "invalid_body")
            try await client.topic("a", "subscribe", as: "ann", pass: pass, more: ["action": .null]).expectProblem(422, "invalid_body")
        }
    }
}
