import CallControl
import CallSignaling
import Foundation
import LiveKit
import Testing

@testable import CallServer

/// The tokens that let a call's people into its room.
@Suite struct LiveKitRoomsTests {
    private let rooms = LiveKitRooms(LiveKitCredentials(url: "wss://lk", apiKey: "key", apiSecret: String(repeating: "s", count: 32)))

    private func claims(_ call: Call, at now: Date) async throws -> JSONValue {
        let token = try await rooms.accessToken(for: call.caller, in: call, at: now)
        let part = token.split(separator: ".")[1].replacing("-", with: "+").replacing("_", with: "/")
        let data = try #require(Data(base64Encoded: part + String(repeating: "=", count: (4 - part.count % 4) % 4)))
        return try JSONDecoder().decode(JSONValue.self, from: data)
    }

    @Test func tokenNamesMemberAndRoom() async throws {
        let call = try startedCall().call
        let claims = try await claims(call, at: arrival)
        #expect(rooms.url == "wss://lk")
        #expect(claims["iss"]?.text == "key")
        #expect(claims["sub"]?.text == "m-1")
        #expect(claims["name"]?.text == "Alice")
        #expect(claims["metadata"]?.text == #"{"avatar":"https://a/1.png","role":"caller"}"#)
        #expect(claims["video"]?["room"]?.text == "faithflow_c-1_\(callID)")
        #expect(claims["video"]?["roomJoin"] == .boolean(true))
        #expect(claims["nbf"] == .integer(1_769_851_790))
    }

    @Test(arguments: [
        (CallType.voice, ["microphone"]), (.video, ["camera", "microphone", "screen_share", "screen_share_audio"]),
    ])
    func typeDecidesWhatMayBePublished(_ type: CallType, _ sources: [String]) async throws {
        let claims = try await claims(try startedCall(type).call, at: arrival)
        #expect(claims["video"]?["canPublishSources"]?.items?.compactMap(\.text) == sources)
    }

    /// Ringing until 45 s after the start, so at most to 645 s; afterwards ten minutes from the asking.
    @Test func lifetimeIsTenMinutesFromTheRingDeadlineOrNow() async throws {
        var call = try startedCall().call
        #expect(try await claims(call, at: arrival)["exp"] == .integer(1_769_851_800 + 645))
        #expect(try await claims(call, at: arrival + 30)["exp"] == .integer(1_769_851_800 + 645))
        #expect(try await claims(call, at: arrival + 46)["exp"] == .integer(1_769_851_800 + 646))
        _ = try call.handle(.accept(Party(MemberID("m-2"))), at: arrival + 5)
        #expect(try await claims(call, at: arrival + 100)["exp"] == .integer(1_769_851_800 + 700))
    }
}
