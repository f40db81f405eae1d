import Foundation
import TestSupport
import Testing

/// A caller whom his callee has blocked, or who calls somebody who is not to be disturbed, sees what he would see of an engaged callee: answers,
/// headers and signals are compared field by field. The callee's phone gets nothing.
@Suite("A blocked caller")
struct BlockedCallerTests {
    /// Why Ben is not to be had.
    enum Reason: String, CaseIterable {
        case engaged, blocks, undisturbed
    }

    @Test("calls him alone: busy, like an engaged one", arguments: [Reason.blocks, .undisturbed])
    func alone(reason: Reason) async throws {
        let seen = try await view(reason, signals: 1) { church in
            try await church.phone(0).call([church.phone(1)])
        }
        let expected = try await view(.engaged, signals: 1) { church in
            try await church.phone(0).call([church.phone(1)])
        }
        #expect(seen.answers == expected.answers)
        #expect(seen.messages == expected.messages)
        #expect(seen.answers["create"]?.hasPrefix("409") == true && seen.answers["create"]?.contains("Everybody you called") == true)
        #expect(seen.messages.count == 2 && seen.messages.allSatisfy { $0.contains("call_busy") && !$0.contains("/ben/") })
    }

    @Test("calls him and another: the other rings", arguments: [Reason.blocks, .undisturbed])
    func group(reason: Reason) async throws {
        let steps = { @Sendable (church: Church) in
            let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
            let answer = try await anna.call([ben, chloe])
            let call = try #require(answer.body["call_id"]?.string)
            try await chloe.must("accept", call)
            for phone in [anna, chloe] { try await phone.must("connected", call) }
            try await anna.must("end", call)
            return answer
        }
        let seen = try await view(reason, signals: 7, steps)
        let expected = try await view(.engaged, signals: 7, steps)
        #expect(seen.answers == expected.answers)
        #expect(seen.messages == expected.messages)
        #expect(!seen.messages.contains { $0.contains("/ben/") })
        #expect(seen.messages.contains { $0.contains("/chloe/incoming_call") })
    }

    @Test("calls him into a call: refused, and told as if he were engaged", arguments: [Reason.blocks, .undisturbed])
    func invited(reason: Reason) async throws {
        let steps = { @Sendable (church: Church) in
            let (anna, ben, chloe, emma) = (church.phone(0), church.phone(1), church.phone(2), church.phone(4))
            let answer = try await anna.call([chloe])
            let call = try #require(answer.body["call_id"]?.string)
            let refused = try await anna.post("invite", call, .object(["callee_ids": .array([.string(ben.member)])]))
            #expect(refused.status == 409 && refused.body["code"]?.string == "busy")
            #expect(refused.body["members"] == .array([.string(ben.member)]))
            try await anna.must("invite", call, .object(["callee_ids": .array([.string(ben.member), .string(emma.member)])]))
            try await anna.must("cancel", call)
            return answer
        }
        let seen = try await view(reason, signals: 5, steps)
        let expected = try await view(.engaged, signals: 5, steps)
        #expect(seen.answers == expected.answers)
        #expect(seen.messages == expected.messages)
        #expect(!seen.messages.contains { $0.contains("/ben/") })
    }

    @Test("is not in the history of who blocked him; who was not to be disturbed finds him there")
    func history() async throws {
        let church = try await Church(in: Deployment.standard.deployment(), members: 3)
        let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
        try await ben.wish(.PUT, "/api/blocks/anna")
        #expect(try await anna.call([ben]).status == 409)
        try await ben.wish(.PUT, "/api/dnd", .object(["enabled": .bool(true)]))
        #expect(try await chloe.call([ben]).status == 409)
        let callers = try await ben.send(.GET, "/history").body["calls"]?.elements.compactMap { $0["caller_id"]?.string }
        #expect(callers == ["chloe"])
        #expect(try await ben.send(.GET, "/stats").body["total_calls"]?.int == 1)
        #expect(try await anna.send(.GET, "/history").body["total"]?.int == 1)
    }

    @Test("is called by who blocked him: a call; calling back answers it; blocking again ends nothing")
    func oneWay() async throws {
        let church = try await Church(in: Deployment.standard.deployment(), members: 2)
        let (anna, ben) = (church.phone(0), church.phone(1))
        try await ben.wish(.PUT, "/api/blocks/anna")
        let call = try await ben.ring([anna])
        let back = try await anna.call([ben])
        #expect(back.status == 200 && back.body["glare"]?.bool == true && back.body["call_id"]?.string == call)
        for phone in [anna, ben] { try await phone.must("connected", call) }
        try await ben.wish(.PUT, "/api/blocks/anna")
        try await ben.wish(.PUT, "/api/dnd", .object(["enabled": .bool(true)]))
        #expect(try await anna.detail(call)["status"]?.string == "active")
        try await anna.must("end", call)
        #expect(try await anna.call([ben]).status == 409)
        try await ben.wish(.PUT, "/api/dnd", .object(["enabled": .bool(false)]))
        #expect(try await anna.call([ben]).status == 409)
        try await ben.wish(.DELETE, "/api/blocks/anna")
        try await anna.must("cancel", try await anna.ring([ben]))
    }

    @Test("gets through on another instance for 5 s at most, and not after a restart")
    func otherInstance() async throws {
        try await withDeployment { deployment in
            let church = try await Church(in: deployment, members: 2)
            let other = try await TestService.start(deployment.service.environment)
            defer { other.process.stop() }
            let (anna, ben) = (church.phone(0, of: other), church.phone(1))
            try await anna.must("cancel", try await anna.ring([ben]))
            try await ben.wish(.PUT, "/api/blocks/anna")
            #expect(try await church.phone(0).call([ben]).status == 409, "at once where it was asked for")
            let limit = Date().addingTimeInterval(5.5)
            var answer = try await anna.call([ben])
            while answer.status == 200, Date() < limit {
                try await anna.must("cancel", answer.body["call_id"]?.string ?? "")
                try await letTimePass(until: Date().addingTimeInterval(0.1))
                answer = try await anna.call([ben])
            }
            #expect(answer.status == 409)
            other.process.stop()
            let restarted = try await other.restarted()
            defer { restarted.process.stop() }
            #expect(try await church.phone(0, of: restarted).call([ben]).status == 409)
            #expect(try await church.phone(1, of: restarted).wish(.GET, "/api/blocks")["blocks"]?.elements.count == 1)
        }
    }

    /// What Anna sees when Ben is not to be had and she does `steps`; their answer is that of her create.
    private func view(
        _ reason: Reason, signals: Int, _ steps: @Sendable (Church) async throws -> TestService.Answer
    ) async throws -> CallerView {
        let church = try await Church(in: Deployment.standard.deployment(), members: 5)
        let (anna, ben, david) = (church.phone(0), church.phone(1), church.phone(3))
        switch reason {
        case .engaged: _ = try await david.ring([ben])
        case .blocks: try await ben.wish(.PUT, "/api/blocks/\(anna.member)")
        case .undisturbed: try await ben.wish(.PUT, "/api/dnd", .object(["enabled": .bool(true)]))
        }
        return try await CallerView(of: anna, in: church, created: try await steps(church), signals: signals)
    }
}

extension Phone {
    /// Asks something of the member's wishes, which must be granted.
    @discardableResult
    func wish(_ method: TestService.Method, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let bytes = try body.map { Array(try JSONEncoder().encode($0)) }
        let answer = try await service.send(method, path, token: try await token(), body: bytes)
        guard answer.status == 200 else { throw Unexpected(answer: answer) }
        return answer.body
    }
}
