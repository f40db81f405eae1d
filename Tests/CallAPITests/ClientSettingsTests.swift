import CallAPI
import CallSignaling
import Foundation
import HTTPTypes
import Testing

/// What clients are told of the broker and of the rules, and that they are told once.
@Suite struct ClientSettingsTests {
    private static let path = "/api/signaling/config"
    private static let settings = ClientSettings(
        brokers: ["wss://a.example.org:8084/mqtt", "mqtts://a.example.org:8883", "mqtt://a.example.org", "ws://b.example.org/mqtt"],
        maximumAge: 30, ice: ICEServers(turn: ["turn:t.example.org"], secret: TURNSecret("north")),
        capabilities: .init(mediaRooms: true, calleeLimit: 5))

    @Test func everythingIsTold() async throws {
        let service = TestService()
        _ = service.clientSettings.replace(with: Self.settings)
        try await service.run { client in
            let answer = try await client.ask(.get, Self.path, as: "ann")
            #expect(
                answer["broker"] == [
                    "websocket": ["wss://a.example.org:8084/mqtt", "ws://b.example.org/mqtt"], "tls": ["mqtts://a.example.org:8883"],
                    "tcp": ["mqtt://a.example.org"],
                ])
            #expect(answer["topics"]?["incoming_call"] == "faithflow/{church_id}/member/{member_id}/incoming_call")
            #expect(answer["topics"]?["webrtc"] == "faithflow/{church_id}/member/{member_id}/webrtc")
            #expect(answer["topics"]?["settings"] == "faithflow/{church_id}/config")
            #expect(answer["topics"]?.keys.count == TopicTemplate.allCases.count)
            #expect(answer["timeouts"]?["ring"] == 45)
            #expect(answer["timeouts"]?["ring_repeats"] == [2, 5, 10, 15])
            #expect(answer["ice"]?["ice_servers"]?[0]?["credential"]?.text?.isEmpty == false)
            #expect(answer["capabilities"] == ["media_rooms": true, "call_presence": false, "broker_tokens": false, "max_callees": 5])
            #expect(answer["version"]?.text == Self.settings.version)
            #expect(answer.header("ETag") == "W/\"\(Self.settings.version)\"")
            #expect(answer.header("Cache-Control") == "private, max-age=30")
            #expect(answer.header("Vary") == "Authorization")
            try await client.ask(.get, Self.path).expectProblem(401, "missing_token")
        }
    }

    @Test(arguments: [
        ("W/\"v\"", true), ("\"v\"", true), ("\"x\", W/\"v\"", true), ("*", true), ("\"x\"", false), ("v", false), ("", false),
    ])
    func whoKnowsThemIsNotToldAgain(header: String, isKnown: Bool) async throws {
        let service = TestService()
        try await service.run { client in
            let version = service.clientSettings.current.version
            let named = ["If-None-Match": header.replacing("v\"", with: "\(version)\"")]
            let answer = try await client.ask(.get, Self.path, as: "ann", headers: named)
            #expect(answer.status == (isKnown ? 304 : 200))
            #expect(answer.body.isEmpty == isKnown)
            #expect(answer.header("ETag") == "W/\"\(version)\"")
        }
    }

    @Test func otherSettingsHaveAnotherVersion() {
        let board = ClientSettingsBoard()
        var settings = ClientSettings()
        #expect(!board.replace(with: settings), "the same")
        var seen: Set<String> = [settings.version]
        settings.brokers = ["wss://a.example.org/mqtt"]
        #expect(board.replace(with: settings))
        seen.insert(settings.version)
        settings.timeouts.ring = 30
        seen.insert(settings.version)
        settings.ice = ICEServers(stun: ["stun:s.example.org"])
        seen.insert(settings.version)
        settings.ice.secret = TURNSecret("north")
        seen.insert(settings.version)
        settings.capabilities.calleeLimit = 3
        seen.insert(settings.version)
        #expect(seen.count == 5, "a secret alone changes nothing that is told but credentials")
    }

    @Test func otherAnswersAreKeptByNobody() async throws {
        try await TestService().run { client in
            let answer = try await client.ask(.get, "/api/dnd", as: "ann")
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.header("ETag") == nil)
        }
    }

    @Test func whoAsksIsNoted() async throws {
        let service = TestService()
        let (churches, continuation) = AsyncStream.makeStream(of: ChurchID.self)
        service.clientSettings.attach { continuation.yield($0) }
        try await service.run { client in
            _ = try await client.ask(.get, Self.path, as: "ann")
            var iterator = churches.makeAsyncIterator()
            #expect(await iterator.next() == ChurchID("grace"))
        }
    }
}
