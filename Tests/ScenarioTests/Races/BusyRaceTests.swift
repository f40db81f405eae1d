import BSON
import Testing

/// Calls that meet: the busy lock lets one ring.
@Suite("Calls that meet", .serialized)
struct BusyRaceTests {
    @Test("two callers to one callee: one rings, the other is busy")
    func twoCallers() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
        for _ in 0..<RaceTests.rounds {
            async let one = anna.call([chloe])
            async let other = ben.call([chloe])
            let answers = try await [one, other]
            #expect(answers.map(\.status).sorted() == [200, 409])
            let winner = answers[0].status == 200 ? 0 : 1
            let call = try #require(answers[winner].body["call_id"]?.string)
            let attempt = try #require(answers[1 - winner].body["call_id"]?.string)
            try await church.phone(winner).must("cancel", call)
            try await church.recorder.wait("both told") { messages in
                messages.contains { $0.callID == call && $0.type == "call_end" }
                    && messages.contains { $0.callID == attempt && $0.type == "call_busy" }
            }
            #expect(!church.recorder.messages(of: attempt).contains { $0.type == "call_invite" })
        }
        #expect(try await church.engagedMembers().isEmpty)
    }

    @Test("two call each other: both are in one call")
    func glare() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1))
        for _ in 0..<RaceTests.rounds {
            async let one = anna.call([ben])
            async let other = ben.call([anna], type: "video")
            let answers = try await [one, other]
            #expect(answers.map(\.status) == [200, 200])
            let calls = Set(answers.compactMap { $0.body["call_id"]?.string })
            #expect(calls.count == 1)
            #expect(answers.count { $0.body["glare"]?.bool == true } == 1)
            let call = try #require(calls.first)
            for phone in [anna, ben] { try await phone.must("connected", call) }
            let answerer = answers[0].body["glare"]?.bool == true ? anna : ben
            try await church.recorder.wait("call_accept twice at the one who answered by calling") {
                $0.count { $0.callID == call && $0.type == "call_accept" && $0.place == .status(answerer) } == 2
            }
            #expect(try await anna.detail(call)["status"]?.string == "active")
            try await ben.must("end", call)
        }
        #expect(try await church.engagedMembers().isEmpty)
    }

    @Test("the same caller twice: one call, the other is told which")
    func sameCaller() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben, chloe) = (church.phone(0), church.phone(1), church.phone(2))
        for _ in 0..<RaceTests.rounds {
            async let one = anna.call([ben])
            async let other = anna.call([chloe])
            let answers = try await [one, other]
            #expect(answers.map(\.status).sorted() == [200, 409])
            let winner = answers[0].status == 200 ? 0 : 1
            let call = try #require(answers[winner].body["call_id"]?.string)
            #expect(answers[1 - winner].body["existing_call_id"]?.string == call)
            try await anna.must("cancel", call)
        }
        #expect(try await church.engagedMembers().isEmpty)
    }
}
