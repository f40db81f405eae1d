import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// A request that is made again under its key: whenever, wherever and however often, it is done once and answered the same.
@Suite("Idempotency-Key")
struct IdempotencyTests {
    @Test("same request, other body, other member, other church, other path")
    func table() async throws {
        let deployment = try await Deployment.standard.deployment()
        let church = try await Church(in: deployment, members: 6)
        let other = try await Church(in: deployment, members: 2)
        let (anna, ben, chloe, david) = (church.phone(0), church.phone(1), church.phone(2), church.phone(3))
        let first = try await anna.call([ben], key: "k")
        let call = try #require(first.body["call_id"]?.string)
        let rows: [(String, TestService.Answer, Int, sameCall: Bool)] = [
            ("the same", try await anna.call([ben], key: "k"), 200, true),
            ("the same in quotes", try await anna.call([ben], key: "\"k\""), 200, true),
            ("another body", try await anna.call([chloe], key: "k"), 422, false),
            ("another path", try await anna.post("cancel", call, key: "k"), 422, false),
            ("another key", try await anna.call([ben], key: "k2"), 409, false),
            ("another member", try await chloe.call([david], key: "k"), 200, false),
            ("another church", try await other.phone(0).call([other.phone(1)], key: "k"), 200, false),
        ]
        for (name, answer, status, sameCall) in rows {
            #expect(answer.status == status, "\(name): \(answer.body)")
            #expect((answer.body["call_id"]?.string == call) == sameCall, "\(name)")
            if status == 422 { #expect(answer.body["code"]?.string == "idempotency_key_reused", "\(name)") }
            if sameCall { #expect(answer.body["room_name"] == first.body["room_name"], "\(name)") }
        }
        try await anna.must("cancel", call)
        let late = try await anna.call([ben], key: "k")
        #expect(late.status == 200 && late.body["call_id"]?.string == call && late.body["livekit_token"]?.string == "")
        #expect(try await anna.call([ben], key: "k3").body["call_id"]?.string != call)
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)),
                Expected("call_cancel", .callSignal, .status(ben), reason: "cancelled"),
                Expected("call_end", .callSignal, .status(anna), .status(ben), reason: "cancelled"),
            ])
    }

    @Test("after a kill and a restart")
    func restart() async throws {
        try await withDeployment { deployment in
            let church = try await Church(in: deployment)
            let (anna, ben) = (church.phone(0), church.phone(1))
            let call = try #require(try await anna.call([ben], key: "k").body["call_id"]?.string)
            #expect(try await ben.post("accept", call, key: "a").status == 200)
            deployment.service.process.send(SIGKILL)
            let revived = try await deployment.service.restarted()
            defer { revived.process.stop() }
            let (anna2, ben2) = (anna.over(revived), ben.over(revived))
            #expect(try await anna2.call([ben], key: "k").body["call_id"]?.string == call)
            #expect(try await anna2.call([ben], type: "video", key: "k").status == 422)
            #expect(try await ben2.post("accept", call, key: "a").body["livekit_token"]?.string?.isEmpty == false)
            #expect(try await church.document(call)?["version"]?.int == 2)
            try await church.expect(
                call,
                [
                    Expected("call_invite", .invites(ben)), Expected("call_accept", .callSignal, .status(anna)),
                    Expected("call_answered_elsewhere", .status(ben)),
                ])
        }
    }

    @Test("many at once on two instances: one call, one change, one answer")
    func atOnce() async throws {
        try await withDeployment { deployment in
            let second = try await TestService.start(deployment.service.environment)
            defer { second.process.stop() }
            let church = try await Church(in: deployment)
            for round in 0..<20 {
                let (anna, ben) = (church.phone(0), church.phone(1))
                let created = try await concurrently(Array(0..<16)) { number in
                    try await anna.over(number.isMultiple(of: 2) ? deployment.service : second).call([ben], key: "create-\(round)")
                }
                let call = try Self.theOnlyCall(in: created)
                let accepted = try await concurrently(Array(0..<16)) { number in
                    try await ben.over(number.isMultiple(of: 2) ? deployment.service : second).post("accept", call, key: "accept-\(round)")
                }
                #expect(try Self.theOnlyCall(in: accepted) == call)
                for service in [deployment.service, second] {
                    #expect(try await anna.over(service).call([ben], key: "create-\(round)").body["call_id"]?.string == call)
                }
                try await anna.must("end", call)
                #expect(try await church.document(call)?["version"]?.int == 3)
            }
            #expect(try await church.collection("calls").count() == 20)
            #expect(try await church.engagedMembers().isEmpty)
        }
    }

    @Test("every POST", arguments: Command.all)
    func everyPost(_ command: Command) async throws {
        let church = try await Church(in: Deployment.standard.deployment(), members: 4)
        let phones = (0..<4).map { church.phone($0) }
        let call = try await phones[0].ring([phones[1], phones[2]])
        for step in command.before { try await phones[step.phone].must(step.action, call) }
        let sender = phones[command.phone]
        let first = try await sender.post(command.action, call, command.body, key: "k")
        #expect(first.status == 200, "\(first.body)")
        let changed = try await church.document(call)
        #expect(command.isRemembered == (changed?["idempotency"]?.array?.count == 1))
        for step in command.after { try await phones[step.phone].must(step.action, call) }
        let before = try await church.document(call)
        let again = try await sender.post(command.action, call, command.body, key: "k")
        #expect(again.status == command.repeatStatus, "\(again.body)")
        if again.status == 200 {
            for key in ["message", "call_id", "room_name"] { #expect(again.body[key] == first.body[key]) }
        }
        let after = try await church.document(call)
        #expect(after?["version"] == before?["version"] && after?["seq"] == before?["seq"], "nothing is done twice")
        guard command.isRemembered else { return }
        let other = try await sender.post(command.action == "end" ? "leave" : "end", call, key: "k")
        #expect(other.status == 422, "\(other.body)")
    }

    /// The one call of all answers with 200; the others may only say that it is being worked on.
    private static func theOnlyCall(in answers: [TestService.Answer]) throws -> String {
        for answer in answers where answer.status != 200 {
            #expect(answer.status == 409 && answer.body["code"]?.string == "request_in_progress", "\(answer.body)")
        }
        let calls = Set(answers.filter { $0.status == 200 }.compactMap { $0.body["call_id"]?.string })
        #expect(calls.count == 1)
        return try #require(calls.first)
    }
}

/// A POST of one of four phones in a call of the first to the second and third; what goes before it, and what happens before it is made again.
struct Command: Sendable, CustomTestStringConvertible {
    struct Step: Sendable {
        let phone: Int
        let action: String
    }

    let action: String
    let phone: Int
    var body: JSONValue?
    var before: [Step] = []
    var after = [Step(phone: 0, action: "end")]
    /// What changes nothing is not remembered.
    var isRemembered = true
    var repeatStatus = 200

    var testDescription: String { action }

    static let all: [Command] = {
        let answered = [Step(phone: 1, action: "accept")]
        return [
            Command(action: "ringing", phone: 1), Command(action: "accept", phone: 1), Command(action: "reject", phone: 1),
            Command(action: "cancel", phone: 0, after: []), Command(action: "connected", phone: 1, before: answered),
            Command(action: "leave", phone: 1, before: answered + [Step(phone: 2, action: "accept")]),
            Command(action: "end", phone: 0, body: .object(["reason": "network_error"]), before: answered, after: []),
            Command(action: "invite", phone: 0, body: .object(["callee_ids": .array(["david"])]), before: answered),
            Command(action: "token", phone: 0, before: answered, isRemembered: false, repeatStatus: 409),
        ]
    }()
}

extension Phone {
    /// The same phone, asking another service process.
    func over(_ service: TestService) -> Phone { Phone(member: member, device: device, church: church, service: service) }

    /// Calls `callees`, under a key.
    func call(_ callees: [Phone], type: String = "voice", key: String) async throws -> TestService.Answer {
        let ids = callees.map { "\"\($0.member)\"" }.joined(separator: ",")
        let body = #"{"callee_ids":[\#(ids)],"call_type":"\#(type)"}"#
        return try await service.send(
            .POST, "/api/calls", token: try await token(), headers: [("Idempotency-Key", key)], body: Array(body.utf8))
    }

    /// `POST /api/calls/{id}/{action}`, under a key.
    func post(_ action: String, _ callID: String, _ body: JSONValue? = nil, key: String) async throws -> TestService.Answer {
        let bytes = try body.map { Array(try JSONEncoder().encode($0)) }
        return try await service.send(
            .POST, "/api/calls/\(callID)/\(action)", token: try await token(), headers: [("Idempotency-Key", key)], body: bytes)
    }
}
