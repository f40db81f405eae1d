import BSON
import Testing

/// Two act at the same instant: one wins, the other is told so, and REST, document and signals tell the same story.
@Suite("Races on real MongoDB", .serialized)
struct RaceTests {
    static let rounds = 200

    @Test("two at once", arguments: Race.allCases)
    func race(_ race: Race) async throws {
        let church = try await Church(in: Deployment.standard.deployment(), members: 4)
        for _ in 0..<Self.rounds {
            let call = try await church.phone(0).ring([church.phone(1)])
            let contest = try await race.prepare(church, call)
            async let one = contest.first()
            async let other = contest.second()
            let statuses = try await [one, other]
            #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 409 } == 1, "\(race): \(statuses)")
            _ = try await church.phone(0).post("end", call)
            try await verify(church, call, race, firstWon: statuses[0] == 200)
        }
        #expect(try await church.engagedMembers().isEmpty)
    }

    private func verify(_ church: Church, _ call: String, _ race: Race, firstWon: Bool) async throws {
        let document = try #require(try await church.document(call))
        let expected = firstWon ? race.firstOutcome : race.secondOutcome
        #expect(document["end_reason"]?.string == expected, "\(race)")
        let last = try #require(document["seq"]?.int).description
        try await church.recorder.wait("signal \(last)") { $0.contains { $0.callID == call && $0.seq.map(String.init) == last } }
        let messages = church.recorder.messages(of: call)
        let accepted = messages.contains { $0.type == "call_accept" }
        #expect(accepted == (document["answered_at"]?.date != nil), "\(race)")
        #expect(messages.filter { $0.type == "call_end" && $0.place == .callSignal }.count == 1, "\(race)")
        if accepted { #expect(!messages.contains { $0.type == "call_cancel" }, "\(race)") }
    }
}

/// Who races whom, from a ringing call of Anna to Ben; each has one winner.
enum Race: String, CaseIterable, Sendable {
    case acceptCancel, acceptReject, acceptOnTwoDevices, endEnd

    struct Contest: Sendable {
        let first: @Sendable () async throws -> Int
        let second: @Sendable () async throws -> Int
    }

    func prepare(_ church: Church, _ call: String) async throws -> Contest {
        let (anna, ben, tablet) = (church.phone(0), church.phone(1, device: "phone"), church.phone(1, device: "tablet"))
        func act(_ phone: Phone, _ action: String) -> @Sendable () async throws -> Int { { try await phone.post(action, call).status } }
        switch self {
        case .acceptCancel: return Contest(first: act(ben, "accept"), second: act(anna, "cancel"))
        case .acceptReject: return Contest(first: act(ben, "accept"), second: act(tablet, "reject"))
        case .acceptOnTwoDevices: return Contest(first: act(ben, "accept"), second: act(tablet, "accept"))
        case .endEnd:
            try await ben.must("accept", call)
            return Contest(first: act(anna, "end"), second: act(ben, "end"))
        }
    }

    var firstOutcome: String { "normal" }

    var secondOutcome: String {
        switch self {
        case .acceptCancel: "cancelled"
        case .acceptReject: "rejected"
        case .acceptOnTwoDevices, .endEnd: "normal"
        }
    }
}
