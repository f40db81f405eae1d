import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// Anna and Ben talk; Ben's connection gets bad and good again, and his app reports it, as apps do, every now and then.
@Suite("Quality reports")
struct QualityTests {
    private static func report(loss: Double, roundTrip: Double) -> JSONValue {
        .object(["jitter_ms": .number(5), "packet_loss_percent": .number(loss), "round_trip_ms": .number(roundTrip)])
    }

    @Test("changes of level are told, all reports kept in the time series, and told in short")
    func reports() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1))
        let call = try await anna.ring([ben])
        try await ben.must("accept", call)
        for phone in [anna, ben] { try await phone.must("connected", call) }
        for (loss, roundTrip) in [(0.2, 40.0), (0.3, 42), (12, 400), (11, 390), (0.2, 40)] {
            try await ben.must("quality", call, Self.report(loss: loss, roundTrip: roundTrip))
        }
        try await church.expect(
            call,
            [
                Expected("call_invite", .invites(ben)), Expected("call_accept", .callSignal, .status(anna)),
                Expected("call_answered_elsewhere", .status(ben)), Expected("participant_joined", .callParticipants),
                Expected("participant_joined", .callParticipants), Expected("network_quality", .callParticipants),
                Expected("network_quality", .callParticipants), Expected("network_quality", .callParticipants),
            ])
        let told = church.recorder.messages(of: call).filter { $0.type == "network_quality" }.map(\.payload)
        #expect(told.map { $0["quality"]?.string } == ["excellent", "poor", "good"], "better only by a margin")
        #expect(told.map { $0["participant_id"]?.string } == ["ben", "ben", "ben"])
        try await expectSummary(church, call, anna)
    }

    private func expectSummary(_ church: Church, _ call: String, _ anna: Phone) async throws {
        let filter: BSONDocument = ["call.call_id": .string(call), "call.church_id": .string(church.id)]
        while try await church.collection("call_quality").find(filter).count < 5 { try await letTimePass(until: Date() + 0.1) }
        let summary = try await anna.send(.GET, "/\(call)/quality").body["participants"]?[1]
        #expect(summary?["reports"]?.int == 5)
        #expect(summary?["worst_quality"]?.string == "poor" && summary?["quality"]?.string == "good")
        #expect(summary?["average_quality"]?.string == "fair")
        #expect(try await anna.detail(call)["participants"]?[1]?["quality"]?.string == "good")
    }
}
