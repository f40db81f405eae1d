import Testing

/// What one can read of a call while it rings, and after.
@Suite("The ring state")
struct RingStateTests {
    @Test("per participant, with the server's time; readable after the end by those who took part, and by nobody else")
    func readable() async throws {
        let deployment = try await Deployment.standard.deployment()
        let church = try await Church(in: deployment, members: 4)
        let (anna, ben, chloe, david) = (church.phone(0), church.phone(1), church.phone(2), church.phone(3))
        let call = try await anna.ring([ben, chloe])
        try await ben.must("ringing", call)
        let ringing = try await chloe.detail(call)
        #expect(ringing["participants"]?.elements.map { $0["state"]?.string } == ["accepted", "alerted", "invited"])
        #expect(ringing["expires_at"]?.string != nil && ringing["server_time"]?.string != nil)
        try await ben.must("reject", call)
        try await anna.must("cancel", call)
        let over = try await ben.detail(call)
        #expect(over["participants"]?.elements.map { $0["state"]?.string } == ["left", "rejected", "missed"])
        #expect(over["end_reason"]?.string == "cancelled" && over["expires_at"] == .null)
        let stranger = try await david.send(.GET, "/\(call)")
        #expect(stranger.status == 403)
        let elsewhere = try await Church(in: deployment)
        #expect(try await elsewhere.phone(0).send(.GET, "/\(call)").status == 404)
        let story = try await ben.send(.GET, "/\(call)/events").body["events"]?.elements ?? []
        #expect(story.map { $0["type"]?.string } == ["created", "ringing", "rejected", "cancelled"])
        #expect(story.map { $0["seq"]?.int } == [1, 2, 3, 4])
    }

    @Test("a fresh media token for those who are in, and only them")
    func token() async throws {
        let church = try await Church(in: Deployment.standard.deployment())
        let (anna, ben) = (church.phone(0), church.phone(1))
        let call = try await anna.ring([ben])
        #expect(try await anna.post("token", call).body["livekit_token"]?.string?.isEmpty == false)
        #expect(try await ben.post("token", call).status == 409)
        try await anna.must("cancel", call)
        #expect(try await anna.post("token", call).status == 409)
    }
}
