import Foundation
import TestSupport
import Testing

@testable import LiveKit

/// Our requests, as LiveKit's own classes read them, and our tokens, as its own verifier does: with the one right that each needs.
@Suite(.enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(2)))
struct RoomServiceTests {
    private let plan = RoomPlan(name: "r-1", emptyTimeout: 90, departureTimeout: 30, maxParticipants: 2, metadata: #"{"a":"Ånd"}"#)

    @Test("a room is made as planned, once")
    func creating() async throws {
        try await withLiveKit { double, server in
            let rooms = RoomServiceClient(server)
            let room = try await rooms.create(plan)
            #expect(room.name == "r-1" && room.metadata == plan.metadata && room.participantCount == 0)
            #expect(abs(room.createdAt?.timeIntervalSinceNow ?? .infinity) < 60)
            #expect(try await rooms.create(plan).sid == room.sid)
            let made = try #require(try await double.state().room("r-1"))
            #expect(made.emptyTimeout == 90 && made.departureTimeout == 30 && made.maxParticipants == 2)
            #expect(try await rooms.rooms().map(\.sid) == [room.sid])
            #expect(try await rooms.rooms(named: ["r-2"]).isEmpty)
            #expect(try await double.state().requests.allSatisfy { $0.error == nil })
        }
    }

    @Test("a room that a phone has made gets what is planned")
    func late() async throws {
        try await withLiveKit { double, server in
            try await double.join("r-1", "anna")
            let room = try await RoomServiceClient(server).create(plan)
            #expect(room.metadata == plan.metadata && room.participantCount == 1)
            #expect(try await double.state().room("r-1")?.maxParticipants == 2)
        }
    }

    @Test("who is in is listed, silenced, thrown out; what is not there is not found")
    func people() async throws {
        try await withLiveKit { double, server in
            let rooms = RoomServiceClient(server)
            try await rooms.create(plan)
            let sid = try await double.join("r-1", "anna")
            let track = try await double.publish("MICROPHONE", by: "anna", in: "r-1")
            let anna = try #require(try await rooms.participants(in: "r-1").first)
            #expect(anna.sid == sid && anna.identity == "anna" && anna.state == .active)
            #expect(anna.tracks == [LiveKitTrack(sid: track, source: .microphone, isMuted: false)])
            #expect(abs(anna.joinedAt?.timeIntervalSinceNow ?? .infinity) < 60)
            try await rooms.setMuted(true, track: track, of: "anna", in: "r-1")
            #expect(try await double.state().muted == [track])
            #expect(await failure { try await rooms.setMuted(true, track: "TR_x", of: "anna", in: "r-1") } == .notFound)
            try await rooms.remove("anna", from: "r-1", revokingTokensBefore: Date())
            #expect(await failure { try await rooms.remove("anna", from: "r-1", revokingTokensBefore: Date()) } == .notFound)
            #expect(try await rooms.participants(in: "nowhere").isEmpty)
        }
    }

    @Test("whose tokens from before are revoked enters by a later one, and by no other")
    func revoking() async throws {
        try await withLiveKit { double, server in
            try await double.tell("revoking")
            func token(goodSince start: Date) throws -> String {
                try AccessToken(
                    identity: "anna", name: "Anna", grant: VideoGrant(joining: "r-1", publishing: [.microphone]), notBefore: start,
                    expiresAt: Date() + 60
                ).signed(with: double.credentials)
            }
            let moment = Date() - 10
            try await double.enter(token: try token(goodSince: moment - 1))
            try await RoomServiceClient(server).remove("anna", from: "r-1", revokingTokensBefore: moment)
            await #expect(throws: TestLiveKit.Refusal.self) { try await double.enter(token: try token(goodSince: moment - 1)) }
            try await double.enter(token: try token(goodSince: moment))
        }
    }

    @Test("a room is deleted, with those who are in")
    func deleting() async throws {
        try await withLiveKit { double, server in
            let rooms = RoomServiceClient(server)
            try await rooms.create(plan)
            try await double.join("r-1", "anna")
            try await rooms.delete(room: "r-1")
            #expect(try await double.state().rooms.isEmpty)
            #expect(
                try await double.state().events.map(\.event) == ["room_started", "participant_joined", "participant_left", "room_finished"])
            #expect(await failure { try await rooms.delete(room: "r-1") } == .notFound)
        }
    }

    @Test("a phone's token lets it in, and nobody else's does")
    func tickets() async throws {
        try await withLiveKit { double, _ in
            func token(_ secret: String, _ end: Double) throws -> String {
                let credentials = LiveKitCredentials(url: "", apiKey: TestLiveKit.apiKey, apiSecret: secret)
                return try AccessToken(
                    identity: "anna", name: "Anna", grant: VideoGrant(joining: "r-1", publishing: [.microphone]), notBefore: Date() - 600,
                    expiresAt: Date() + end
                ).signed(with: credentials)
            }
            let good = try token(TestLiveKit.apiSecret, 60)
            #expect(try await double.enter(token: good).hasPrefix("PA_"))
            for bad in [try token(TestLiveKit.apiSecret, -1), try token("x" + TestLiveKit.apiSecret, 60)] {
                await #expect(throws: TestLiveKit.Refusal.self) { try await double.enter(token: bad) }
            }
        }
    }
}
