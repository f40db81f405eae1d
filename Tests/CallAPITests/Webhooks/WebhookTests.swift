import CallAPI
import CallControl
import CallSignaling
import CallStorage
import Foundation
import HTTPTypes
import Testing

/// Webhooks by REST: an administrator's, of his church.
@Suite struct WebhookTests {
    private static let body = #"{"url":"https://hooks.example.org/calls","events":["call.ended","call.created"]}"#

    @Test func oneIsMadeListedChangedAndDeleted() async throws {
        try await TestService().run { client in
            let admin = try await Tokens.admin("root")
            let made = try await client.ask(.post, "/api/webhooks", token: admin, body: Self.body)
            #expect(made.status == 200)
            #expect(made["secret"]?.text?.hasPrefix("whsec_") == true)
            #expect(
                made["events"] == ["call.created", "call.ended"] && made["is_enabled"] == true && made["disabled_reason"] == .null)
            let path = "/api/webhooks/\(made["id"]?.text ?? "")"
            let seen = try await client.ask(.get, path, token: admin)
            #expect(seen["url"] == "https://hooks.example.org/calls" && seen["secret"] == nil)
            let list = try await client.ask(.get, "/api/webhooks", token: admin)
            #expect(list.json == ["webhooks": [seen.json ?? .null], "limit": 16])
            let off = try await client.ask(.patch, path, token: admin, body: #"{"is_enabled":false,"events":["*"]}"#)
            #expect(off["is_enabled"] == false && off["disabled_reason"] == "administrator" && off["events"] == ["*"])
            #expect(off["url"] == seen["url"] && off["secret"] == nil)
            let on = try await client.ask(.patch, path, token: admin, body: #"{"is_enabled":true,"url":"https://a.example.org"}"#)
            #expect(on["is_enabled"] == true && on["url"] == "https://a.example.org" && on["events"] == ["*"])
            #expect(try await client.ask(.delete, path, token: admin).json == ["message": "Webhook deleted"])
            for method in [HTTPRequest.Method.get, .delete] {
                try await client.ask(method, path, token: admin).expectProblem(404, "unknown_webhook")
            }
        }
    }

    @Test func aSecretIsReplaced() async throws {
        try await TestService().run { client in
            let admin = try await Tokens.admin("root")
            let made = try await client.ask(.post, "/api/webhooks", token: admin, body: Self.body)
            let rotated = try await client.ask(.post, "/api/webhooks/\(made["id"]?.text ?? "")/secret", token: admin)
            #expect(rotated.status == 200 && rotated["id"] == made["id"])
            #expect(rotated["secret"]?.text?.hasPrefix("whsec_") == true && rotated["secret"] != made["secret"])
            #expect(rotated["previous_secret_expires_at"]?.text == "2027-01-16T08:00:00.125Z")
        }
    }

    @Test func tryingOneOutTellsWhatCameOfIt() async throws {
        let service = TestService()
        try await service.run { client in
            let admin = try await Tokens.admin("root")
            let made = try await client.ask(.post, "/api/webhooks", token: admin, body: Self.body)
            let path = "/api/webhooks/\(made["id"]?.text ?? "")/test"
            #expect(try await client.ask(.post, path, token: admin).json == ["delivered": true, "status": 204, "failure": nil])
            service.webhooks.answer(with: .answered(500))
            #expect(try await client.ask(.post, path, token: admin).json == ["delivered": false, "status": 500, "failure": nil])
            service.webhooks.answer(with: .failed(.forbiddenAddress))
            #expect(
                try await client.ask(.post, path, token: admin).json == ["delivered": false, "status": nil, "failure": "forbidden_address"])
            let sent = service.webhooks.sent
            #expect(sent.count == 3 && Set(sent.map(\.id)).count == 3)
            let body = try JSONDecoder().decode(JSONValue.self, from: Data(sent[0].body))
            #expect(body["type"] == "webhook.test" && body["church_id"] == "grace" && body["id"]?.text == sent[0].id)
        }
    }

    @Test(arguments: [
        ("{}", "url"), (#"{"url":7}"#, "url"), (#"{"url":"http://hooks.example.org"}"#, "https"),
        (#"{"url":"https://10.0.0.1"}"#, "public"),
        (#"{"url":"https://a:b@c.org"}"#, "password"), (#"{"url":"https://a.org","events":[]}"#, "events"),
        (#"{"url":"https://a.org","events":["call.lost"]}"#, "call.missed"),
        (#"{"url":"https://a.org","events":["webhook.test"]}"#, "events"),
        (#"{"url":"https://a.org","events":["*","call.ended"]}"#, "events"), (#"{"url":"https://a.org","events":"*"}"#, "events"),
        (#"{"url":"https://a.org","is_enabled":"yes"}"#, "is_enabled"), ("[]", "object"),
    ])
    func nonsenseIsRefused(body: String, names: String) async throws {
        let service = TestService()
        try await service.run { client in
            let answer = try await client.ask(.post, "/api/webhooks", token: try await Tokens.admin("root"), body: body)
            answer.expectProblem(422, "invalid_body")
            #expect(answer.detail.contains(names), "\(answer.detail)")
            #expect(try await service.webhooks.store.endpoints(in: ChurchID("grace")).isEmpty)
        }
    }

    @Test(arguments: ["{}", #"{"url":"http://a.org"}"#, #"{"events":[]}"#, #"{"is_enabled":1}"#, #"{"secret":"x"}"#])
    func nonsensicalChangesAreRefused(body: String) async throws {
        try await TestService().run { client in
            let admin = try await Tokens.admin("root")
            let made = try await client.ask(.post, "/api/webhooks", token: admin, body: Self.body)
            let path = "/api/webhooks/\(made["id"]?.text ?? "")"
            let before = try await client.ask(.get, path, token: admin)
            try await client.ask(.patch, path, token: admin, body: body).expectProblem(422, "invalid_body")
            #expect(try await client.ask(.get, path, token: admin).json == before.json)
        }
    }

    @Test func aChurchHasSoMany() async throws {
        try await TestService().run { client in
            let admin = try await Tokens.admin("root")
            for _ in 0..<WebhookEndpoint.churchLimit {
                #expect(try await client.ask(.post, "/api/webhooks", token: admin, body: Self.body).status == 200)
            }
            try await client.ask(.post, "/api/webhooks", token: admin, body: Self.body).expectProblem(409, "webhook_limit")
            let elsewhere = try await Tokens.admin("root", of: "hope")
            #expect(try await client.ask(.post, "/api/webhooks", token: elsewhere, body: Self.body).status == 200)
        }
    }

    /// An endpoint that did not take messages of this number.
    private func deaf(_ service: TestService, _ client: TestService.Client, letters count: Int) async throws -> (
        id: WebhookID, path: String
    ) {
        let made = try await client.ask(.post, "/api/webhooks", token: try await Tokens.admin("root"), body: Self.body)
        let id = WebhookID(made["id"]?.text ?? "")
        for number in 0..<count {
            try await service.webhooks.letters.keep(
                DeadLetter(
                    id: "evt_\(number)", webhookID: id, churchID: ChurchID("grace"), callID: nil, seq: number,
                    body: #"{"id":"evt_\#(number)"}"#, reason: "late", attempts: 9, diedAt: service.clock.now() + Double(number)))
        }
        return (id, "/api/webhooks/\(id)/dead-letters")
    }

    @Test func whatWasNotTakenIsListedAndSentAgain() async throws {
        let service = TestService()
        try await service.run { client in
            let (admin, (id, path)) = (try await Tokens.admin("root"), try await deaf(service, client, letters: 3))
            let list = try await client.ask(.get, path, token: admin)
            #expect(list["total"] == 3)
            #expect(
                list["dead_letters"]?[0] == [
                    "id": "evt_0", "call_id": nil, "reason": "late", "attempts": 9, "died_at": "2027-01-15T08:00:00.125Z",
                ])
            let some = try await client.ask(.post, path + "/replay", token: admin, body: #"{"ids":["evt_1","evt_7"]}"#)
            #expect(some.json == ["replayed": 1, "remaining": 2])
            #expect(try await client.ask(.post, path + "/replay", token: admin).json == ["replayed": 2, "remaining": 0])
            #expect(try await service.webhooks.queue.waiting(.webhook, limit: 10) > 0)
            _ = try await client.ask(.patch, "/api/webhooks/\(id)", token: admin, body: #"{"is_enabled":false}"#)
            try await client.ask(.post, path + "/replay", token: admin).expectProblem(409, "webhook_disabled")
        }
    }

    @Test(arguments: [#"{"ids":[]}"#, #"{"ids":"evt_1"}"#, #"{"ids":[1]}"#, "[]"])
    func nonsenseIsNotSentAgain(body: String) async throws {
        let service = TestService()
        try await service.run { client in
            let (admin, (id, path)) = (try await Tokens.admin("root"), try await deaf(service, client, letters: 1))
            try await client.ask(.post, path + "/replay", token: admin, body: body).expectProblem(422, "invalid_body")
            #expect(try await service.webhooks.letters.count(of: id, in: ChurchID("grace")) == 1)
        }
    }

    @Test func withTheWebhookGoesWhatItDidNotTake() async throws {
        let service = TestService()
        try await service.run { client in
            let (admin, (id, path)) = (try await Tokens.admin("root"), try await deaf(service, client, letters: 2))
            #expect(try await client.ask(.delete, "/api/webhooks/\(id)", token: admin).status == 200)
            try await client.ask(.get, path, token: admin).expectProblem(404, "unknown_webhook")
            #expect(try await service.webhooks.letters.count(of: id, in: ChurchID("grace")) == 0)
        }
    }

    @Test(arguments: ["x", "wh_", "wh_0F8FAD5BD9CB469FA16570867728950E", "%00", "wh_0f8fad5bd9cb469fa16570867728950e", "$ne"])
    func whatNamesNoneIsUnknown(id: String) async throws {
        try await TestService().run { client in
            try await client.ask(.get, "/api/webhooks/\(id)", token: try await Tokens.admin("root")).expectProblem(404, "unknown_webhook")
        }
    }

    @Test func whereTheyAreOffThereIsNothing() async throws {
        try await TestService(hasWebhooks: false).run { client in
            try await client.ask(.get, "/api/webhooks", token: try await Tokens.admin("root")).expectProblem(404, "not_found")
            try await client.ask(.get, "/api/webhooks", as: "ann").expectProblem(403, "forbidden_role")
        }
    }
}
