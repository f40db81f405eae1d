import BSON
import Foundation
import Mongo
import Testing

/// Whoever asks ten times as much as he may is refused, and told until when; nobody else notices.
@Suite("A flood of requests")
struct FloodTests {
    private static let limits = [
        "RATE_LIMIT_ENABLED": "true", "RATE_LIMIT_MEMBER_PER_MINUTE": "60", "RATE_LIMIT_PAIR_PER_MINUTE": "6",
        "RATE_LIMIT_ADDRESS_PER_MINUTE": "1000", "BAD_TOKENS_PER_MINUTE": "20", "BAD_TOKEN_LOCK_SECONDS": "2",
    ]

    @Test("of one member: he is refused, calls of others go through, nothing of his is stored or told")
    func member() async throws {
        try await withDeployment(Self.limits) { deployment in
            let church = try await Church(in: deployment, members: 8)
            let (flooder, callee) = (church.phone(0), church.phone(1))
            async let flood = concurrently(Array(0..<600), width: 24) { number in
                number.isMultiple(of: 10) ? try await flooder.call([callee]) : try await flooder.send(.GET, "/active")
            }
            for pair in [(2, 3), (4, 5), (6, 7)] {
                let (caller, called) = (church.phone(pair.0), church.phone(pair.1))
                let call = try await caller.ring([called])
                try await called.must("accept", call)
                for phone in [caller, called] { try await phone.must("connected", call) }
                try await caller.must("end", call)
                try await church.recorder.wait("its end") { $0.contains { $0.callID == call && $0.type == "call_end" } }
            }
            let answers = try await flood
            let refused = answers.filter { $0.status == 429 }
            #expect(refused.count >= 500 && refused.count < 600, "\(refused.count)")
            for answer in refused {
                #expect(answer.contentType == "application/problem+json")
                #expect(answer.body["code"]?.string == "rate_limited")
                #expect(answer.headers["retry-after"] == answer.body["retry_after"]?.int.map { "\($0)" })
                #expect((1...10).contains(answer.body["retry_after"]?.int ?? 0))
            }
            let made = try await church.collection("calls").count(["church_id": .string(church.id), "caller_id": .string(flooder.member)])
            #expect(made <= 6, "no more than one may ring another")
            var last = try await flooder.send(.GET, "/active")
            while last.status == 200 { last = try await flooder.send(.GET, "/active") }  // a slow machine has let him earn some meanwhile
            let wait = try #require(last.body["retry_after"]?.int)
            try await letTimePass(until: Date().addingTimeInterval(Double(wait)))
            #expect(try await flooder.send(.GET, "/active").status == 200, "when he was told to come again")
        }
    }

    @Test("of bad tokens: their address is locked for further ones, for a while")
    func badTokens() async throws {
        try await withDeployment(Self.limits) { deployment in
            let church = try await Church(in: deployment, members: 2)
            let (anna, ben) = (church.phone(0), church.phone(1))
            let forged = try await Tokens.mint(["sub": "anna", "role": "member"], secret: String(repeating: "x", count: 40))
            let start = ContinuousClock.now
            let answers = try await concurrently(Array(0..<200)) { _ in
                try await deployment.service.send(.GET, "/api/calls/active", token: forged)
            }
            let locks = Int(start.duration(to: .now) / .seconds(2))  // at the end of each one token is looked at
            let unauthorized = answers.count { $0.status == 401 }
            #expect((20...(20 + locks)).contains(unauthorized))
            #expect(answers.count { $0.status == 429 } == 200 - unauthorized)
            var isLocked = false
            for _ in 0..<5 where !isLocked {  // the lock may have just ended; the next bad token locks again
                _ = try await deployment.service.send(.GET, "/api/calls/active", token: forged)
                isLocked = try await deployment.service.send(.GET, "/api/calls/active", token: forged).status == 429
            }
            #expect(isLocked)
            let nobody = try await deployment.service.send(.GET, "/api/calls/active")
            #expect(nobody.status == 401, "who has no token guesses none")
            try await anna.must("cancel", try await anna.ring([ben]))
            try await letTimePass(until: Date().addingTimeInterval(2.1))
            #expect(try await deployment.service.send(.GET, "/api/calls/active", token: forged).status == 401)
        }
    }

    @Test("of calls of one church: beyond the limit they are refused, until one ends")
    func church() async throws {
        try await withDeployment(["MAX_CALLS_PER_CHURCH": "3"]) { deployment in
            let church = try await Church(in: deployment, members: 8)
            let other = try await Church(in: deployment, members: 2)
            var calls: [String] = []
            for index in [0, 2, 4] { calls.append(try await church.phone(index).ring([church.phone(index + 1)])) }
            let refused = try await church.phone(6).call([church.phone(7)])
            #expect(refused.status == 429 && refused.body["code"]?.string == "church_limit")
            #expect(try await other.phone(0).call([other.phone(1)]).status == 200)
            try await church.phone(0).must("cancel", calls[0])
            let limit = Date().addingTimeInterval(5)
            var again = try await church.phone(6).call([church.phone(7)])
            while again.status == 429, Date() < limit {
                try await letTimePass(until: Date().addingTimeInterval(0.1))
                again = try await church.phone(6).call([church.phone(7)])
            }
            #expect(again.status == 200)
        }
    }
}
