import Foundation
import TestSupport
import Testing

@testable import LiveKit

/// Webhooks that LiveKit's own SDK has signed, and others.
@Suite(.enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(2)))
struct WebhookTests {
    private static let body = #"{"event":"room_started","id":"EV_1","createdAt":"1769851800","room":{"sid":"RM_1","name":"r-1"}}"#

    private static func refusal(
        _ double: TestLiveKit, _ token: String?, of body: String = body, at now: Date = Date()
    ) -> WebhookRefusal? {
        do {
            _ = try WebhookReceiver(double.credentials).receive(Data(body.utf8), authorization: token, at: now)
            return nil
        } catch {
            return error
        }
    }

    @Test("what the SDK signs is taken, for five minutes and a little")
    func signed() async throws {
        try await withLiveKit { double, _ in
            let token = try await double.sign(Self.body)
            #expect(Self.refusal(double, token) == nil)
            #expect(Self.refusal(double, "Bearer \(token)") == nil)
            #expect(Self.refusal(double, token, at: Date() + 355) == nil)
            #expect(Self.refusal(double, token, at: Date() + 365) == .expired)
            #expect(Self.refusal(double, token, at: Date() - 65) == .expired)
            #expect(Self.refusal(double, token, of: Self.body + " ") == .otherBody)
            #expect(Self.refusal(double, try await double.sign(Self.body, ["age": 400])) == .expired)
            #expect(Self.refusal(double, try await double.sign(Self.body, ["secret": "another-secret-another-secret-anoth"])) == .forged)
            #expect(Self.refusal(double, try await double.sign(Self.body, ["key": "APIother"])) == .forged)
        }
    }

    @Test("tokens of other kinds are not")
    func others() async throws {
        try await withLiveKit { double, _ in
            let token = try await double.sign(Self.body)
            let parts = token.split(separator: ".").map(String.init)
            #expect(Self.refusal(double, nil) == .missing)
            #expect(Self.refusal(double, "") == .missing)
            for text in ["x", "a.b", "Bearer ", "\(token).x", "\(parts[0]).\(parts[1]).", "..", String(repeating: "a", count: 5_000)] {
                #expect([.malformed, .forged].contains(Self.refusal(double, text)), "\(text.prefix(20))")
            }
            #expect(Self.refusal(double, "eyJhbGciOiJub25lIn0.\(parts[1]).\(parts[2])") == .forged)
            // A phone's own ticket is signed with the same secret, and vouches for no body.
            let ticket = try AccessToken(
                identity: "anna", name: "", grant: VideoGrant(joining: "r-1", publishing: []), notBefore: Date() - 10,
                expiresAt: Date() + 60
            ).signed(with: double.credentials)
            #expect(Self.refusal(double, ticket) == .otherBody)
            let large = #"{"x":"\#(String(repeating: "a", count: 70_000))"}"#
            #expect(Self.refusal(double, try await double.sign(large), of: large) == .tooLarge)
            for body in ["[]", "{", #"{"createdAt":"soon"}"#] {
                #expect(Self.refusal(double, try await double.sign(body), of: body) == .unreadable, "\(body)")
            }
        }
    }

    @Test("events are read as the server writes them, and what is not known yet is passed over")
    func events() async throws {
        try await withLiveKit { double, _ in
            func read(_ body: String) async throws -> WebhookEvent {
                try WebhookReceiver(double.credentials).receive(
                    Data(body.utf8), authorization: try await double.sign(body), at: Date())
            }
            let joined = try await read(
                #"{"event":"participant_joined","room":{"name":"r"},"participant":{"sid":"PA_1","identity":"anna","state":"ACTIVE","#
                    + #""joinedAtMs":"1769851800250","tracks":[{"sid":"TR_1","source":"CAMERA","muted":true}],"kind":"NEW_KIND"},"later":[1],"id":"EV_2"}"#
            )
            #expect(joined.kind == .participantJoined && joined.id == "EV_2" && joined.createdAt == nil)
            #expect(joined.participant?.joinedAt == Date(timeIntervalSince1970: 1_769_851_800.25))
            #expect(joined.participant?.tracks == [LiveKitTrack(sid: "TR_1", source: .camera, isMuted: true)])
            let numbers = try await read(
                #"{"event":"track_published","created_at":1769851800,"participant":{"state":3,"joined_at":5},"track":{"source":3},"num_dropped":2}"#
            )
            #expect(numbers.participant?.state == .disconnected && numbers.track?.source == .screenShare && numbers.droppedCount == 2)
            #expect(numbers.createdAt == Date(timeIntervalSince1970: 1_769_851_800))
            let ended = try await read(
                #"{"event":"egress_ended","egressInfo":{"egressId":"EG_1","status":"EGRESS_LIMIT_REACHED","endedAt":"1769851800250000000","#
                    + #""file":{"filename":"f","size":"12","duration":"1500000000"}}}"#)
            #expect(ended.egress?.status == .limitReached && ended.egress?.files.first?.duration == 1.5)
            let unknown = try await read(#"{"event":"planet_found","track":{"source":"TELESCOPE"},"participant":{"state":"FLOATING"}}"#)
            #expect(
                unknown.kind == nil && unknown.name == "planet_found" && unknown.track?.source == nil && unknown.participant?.state == nil)
        }
    }
}
