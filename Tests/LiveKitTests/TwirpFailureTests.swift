import AsyncHTTPClient
import Foundation
import LiveKit
import TestSupport
import Testing

/// What comes of requests that LiveKit does not do.
@Suite(.enabled(if: TestLiveKit.isAvailable), .timeLimit(.minutes(2)))
struct TwirpFailureTests {
    @Test("every code of Twirp's is told, and whether asking again helps")
    func codes() async throws {
        let finals: Set<LiveKitError.Code> = [
            .invalidArgument, .malformed, .badRoute, .alreadyExists, .outOfRange, .unimplemented, .notFound, .failedPrecondition,
        ]
        let ours: Set<LiveKitError.Code> = [.unreachable, .late, .tooLarge, .unreadable]
        try await withLiveKit { double, server in
            for code in LiveKitError.Code.allCases where !ours.contains(code) {
                try await double.tell("fault", ["method": "ListRooms", "code": code.rawValue, "times": 1])
                do {
                    _ = try await RoomServiceClient(server).rooms()
                    Issue.record("\(code) was not told")
                } catch let error as LiveKitError {
                    #expect(error.code == code && error.reason == "as planned")
                    #expect(error.isFinal == finals.contains(code))
                }
            }
            #expect(try await RoomServiceClient(server).rooms().isEmpty)
        }
    }

    @Test("what stands between answers by its status")
    func statuses() async throws {
        let codes: [Int: LiveKitError.Code] = [
            502: .unavailable, 503: .unavailable, 429: .unavailable, 401: .unauthenticated, 403: .permissionDenied, 404: .badRoute,
            302: .internalError, 418: .unknown,
        ]
        try await withLiveKit { double, server in
            for (status, code) in codes {
                try await double.tell("fault", ["status": status, "text": "<html>" + String(repeating: "x", count: 1_000), "times": 1])
                #expect(await failure { _ = try await RoomServiceClient(server).rooms() } == code)
            }
        }
    }

    @Test("no answer in time, nobody there, nonsense")
    func noAnswer() async throws {
        try await withLiveKit(limit: .milliseconds(300)) { double, server in
            let rooms = RoomServiceClient(server)
            try await double.tell("fault", ["delay": 30, "times": 1])
            let start = ContinuousClock.now
            #expect(await failure { _ = try await rooms.rooms() } == .late)
            #expect(ContinuousClock.now - start < .seconds(5))
            try await double.tell("fault", ["status": 200, "text": "[1"])
            #expect(await failure { _ = try await rooms.rooms() } == .unreadable)
        }
        let client = HTTPClient(configuration: LiveKitServer.clientConfiguration)
        let nobody = LiveKitServer(
            LiveKitCredentials(url: "ws://x", apiKey: "k", apiSecret: "s"), address: "http://127.0.0.1:\(try FreePort.next())",
            client: client)
        #expect(await failure { _ = try await RoomServiceClient(nobody).rooms() } == .unreachable)
        try await client.shutdown()
    }

    @Test("another secret is refused")
    func otherSecret() async throws {
        try await withLiveKit { double, _ in
            let client = HTTPClient(configuration: LiveKitServer.clientConfiguration)
            let credentials = LiveKitCredentials(url: double.address, apiKey: TestLiveKit.apiKey, apiSecret: "another")
            let server = LiveKitServer(credentials, client: client)
            #expect(await failure { _ = try await RoomServiceClient(server).rooms() } == .unauthenticated)
            try await client.shutdown()
        }
    }
}
