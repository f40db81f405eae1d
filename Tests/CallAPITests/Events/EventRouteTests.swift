import CallAPI
import Foundation
import HTTPTypes
import Testing

/// `GET /api/events`, as far as it ends: how a stream begins, and who gets none.
@Suite struct EventRouteTests {
    private static let path = "/api/events?max_seconds=0"

    @Test func itSaysThatItIsThere() async throws {
        try await TestService().run { client in
            let answer = try await client.ask(.get, Self.path, as: "ann")
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "text/event-stream")
            #expect(answer.header("Cache-Control") == "no-store" && answer.header("X-Accel-Buffering") == "no")
            let lines = answer.body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(lines[0] == "retry: 2000" && lines[1].hasPrefix("id: ") && lines[2] == "event: ready")
            #expect(lines[3] == #"data: {"resumed":false}"#)
            #expect(lines.dropFirst(4) == ["", "event: end", #"data: {"code":"done"}"#, "", ""])
        }
    }

    @Test func whoComesAgainGetsWhatHeMissed() async throws {
        let service = TestService()
        try await service.run { client in
            let first = try await client.ask(.get, Self.path, as: "bob")
            let id = try #require(first.body.firstMatch(of: /id: (\S+)/)?.1)
            let payload = #"{"call_id":"c","signal_id":"s-1","type":"call_end"}"#
            service.events.deliver(topic: "faithflow/grace/member/bob/call_status", payload: Array(payload.utf8), at: Date())
            let again = try await client.ask(.get, Self.path, as: "bob", headers: ["Last-Event-ID": String(id)])
            #expect(again.body.contains(#"data: {"resumed":true}"#))
            #expect(again.body.contains("data: {\"topic\":\"faithflow/grace/member/bob/call_status\",\"payload\":\(payload)}\n\n"))
            #expect(!again.body.contains("event: reset"))
            let lost = try await client.ask(.get, Self.path, as: "bob", headers: ["Last-Event-ID": "another-7"])
            #expect(lost.body.contains("event: reset"))
            let stranger = try await client.ask(.get, Self.path, as: "ann", headers: ["Last-Event-ID": String(id)])
            #expect(!stranger.body.contains("s-1"))
        }
    }

    @Test func onlyAdministratorsListenToTheirChurch() async throws {
        try await TestService().run { client in
            let path = Self.path + "&scope=church"
            try await client.ask(.get, path, as: "ann").expectProblem(403, "forbidden_role")
            #expect(try await client.ask(.get, path, token: Tokens.admin("root")).status == 200)
            try await client.ask(.get, Self.path + "&scope=all", as: "ann").expectProblem(400, "invalid_parameter")
            try await client.ask(.get, "/api/events?max_seconds=-1", as: "ann").expectProblem(400, "invalid_parameter")
            try await client.ask(.get, Self.path).expectProblem(401, "missing_token")
        }
    }

    @Test func withoutTheBrokerThereIsNone() async throws {
        let service = TestService()
        service.events.feedEnds()
        try await service.run { client in
            try await client.ask(.get, Self.path, as: "ann").expectProblem(503, "dependency_unavailable")
        }
    }

    @Test func whereNobodyIsToListenThereIsNothing() async throws {
        try await TestService(events: EventStreamLimits(most: 0)).run { client in
            try await client.ask(.get, Self.path, as: "ann").expectProblem(404, "not_found")
        }
    }

    @Test func aHeadRequestOpensNoStream() async throws {
        let service = TestService()
        try await service.run { client in
            let answer = try await client.ask(.head, Self.path, as: "ann")
            #expect(answer.status == 200)
            #expect(service.events.count == 0)
        }
    }
}
