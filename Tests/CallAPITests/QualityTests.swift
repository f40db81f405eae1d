import CallAPI
import CallControl
import CallSignaling
import HTTPTypes
import Testing

/// Apps report how good their connections are.
@Suite struct QualityTests {
    private static let good = #"{"jitter_ms":10,"packet_loss_percent":1,"round_trip_ms":120}"#
    private static let bad = #"{"jitter_ms":60,"packet_loss_percent":8,"round_trip_ms":600,"bandwidth_kbps":200}"#
    private static let video =
        #"{"jitter_ms":1,"packet_loss_percent":0,"round_trip_ms":20.5,"frames_per_second":12.5,"frame_width":320,"frame_height":180,"frozen_percent":0}"#

    private static func talk(_ client: TestService.Client) async throws -> String {
        let call = try await client.ring("bob")
        _ = try await client.command("accept", call, as: "bob")
        for member in ["ann", "bob"] { _ = try await client.command("connected", call, as: member) }
        return call
    }

    @Test func aReportIsRatedAndAChangeOfLevelTold() async throws {
        let service = TestService()
        try await service.run { client in
            let path = "/api/calls/\(try await Self.talk(client))/quality"
            let before = service.signals
            let answer = try await client.ask(.post, path, as: "bob", body: Self.good)
            #expect(answer.json == ["quality": "good", "score": .number(86.9), "mos": .number(4.26)])
            #expect(service.signals == before + 1)
            #expect(service.calls.outbox.last?.payload.contains(#""latency_ms":120"#) == true)
            for _ in 0..<3 { #expect(try await client.ask(.post, path, as: "bob", body: Self.good).status == 200) }
            #expect(service.signals == before + 1, "the level is as it was")
            #expect(try await client.ask(.post, path, as: "bob", body: Self.bad)["quality"] == "poor")
            #expect(try await client.ask(.post, path, as: "ann", body: Self.video)["quality"] == "fair")
            #expect(service.signals == before + 3)
        }
    }

    /// So a report mostly asks the database nothing.
    @Test func aReportThatChangesNothingNeedsNoDatabase() async throws {
        let service = TestService()
        try await service.run { client in
            let path = "/api/calls/\(try await Self.talk(client))/quality"
            _ = try await client.ask(.post, path, as: "bob", body: Self.good)
            service.calls.fail(with: DependencyFailure(.database, reason: "down"))
            #expect(try await client.ask(.post, path, as: "bob", body: Self.good).status == 200)
            try await client.ask(.post, path, as: "bob", body: Self.bad).expectProblem(503, "dependency_unavailable")
        }
    }

    @Test func aCallsReportsAreToldInShort() async throws {
        let service = TestService()
        try await service.run { client in
            let call = try await Self.talk(client)
            for body in [Self.good, Self.bad] {
                service.clock.advance(by: 5)
                _ = try await client.ask(.post, "/api/calls/\(call)/quality", as: "bob", body: body)
            }
            try await service.quality.flush()
            _ = try await client.command("end", call, as: "bob")
            let answer = try await client.ask(.get, "/api/calls/\(call)/quality", as: "ann")
            #expect(answer.callID == call)
            let (ann, bob) = (try #require(answer["participants"]?[0]), try #require(answer["participants"]?[1]))
            #expect(bob["reports"] == 2 && bob["quality"] == "poor" && bob["worst_quality"] == "poor" && bob["average_quality"] == "poor")
            #expect(
                bob["average_round_trip_ms"] == 360 && bob["average_packet_loss_percent"] == .number(4.5) && bob["average_jitter_ms"] == 35)
            #expect(bob["last_report_at"] == "2027-01-15T08:00:10.125Z")
            #expect(ann["reports"] == 0 && ann["quality"] == .null && ann["average_score"] == .null && ann.keys == bob.keys)
            let detail = try await client.ask(.get, "/api/calls/\(call)", as: "bob")
            #expect(detail["participants"]?[1]?["quality"] == "poor" && detail["participants"]?[0]?["worst_quality"] == .null)
            #expect(try await client.ask(.get, "/api/calls/\(call)/quality", token: Tokens.admin("root")).status == 200)
            try await client.ask(.get, "/api/calls/\(call)/quality", as: "dan").expectProblem(403, "not_participant")
        }
    }

    @Test func onlyThoseWhoAreInReport() async throws {
        try await TestService().run { client in
            let call = try await client.ring("bob")
            let path = "/api/calls/\(call)/quality"
            try await client.ask(.post, path, as: "bob", body: Self.good).expectProblem(409, "not_in_call")
            try await client.ask(.post, path, as: "dan", body: Self.good).expectProblem(403, "not_participant")
            #expect(try await client.ask(.post, path, as: "ann", body: Self.good).status == 200)
            _ = try await client.command("cancel", call, as: "ann")
            try await client.ask(.post, path, as: "ann", body: Self.good).expectProblem(409, "call_over")
        }
    }

    @Test func tooManyReportsAreRefused() async throws {
        let service = TestService(limits: RateLimits(qualityPerMinute: 2))
        try await service.run { client in
            let path = "/api/calls/\(try await Self.talk(client))/quality"
            for _ in 0..<2 { #expect(try await client.ask(.post, path, as: "bob", body: Self.good).status == 200) }
            let refused = try await client.ask(.post, path, as: "bob", body: Self.good)
            refused.expectProblem(429, "rate_limited")
            #expect(refused.header("Retry-After") == "30")
            #expect(try await client.ask(.post, path, as: "ann", body: Self.good).status == 200)
            #expect(try await client.command("end", String(path.dropFirst(11).prefix(36)), as: "bob").status == 200, "all else goes on")
        }
    }
}
