import CallControl
import Foundation
import HTTPTypes
import Synchronization
import Testing
import TokenVerification

@testable import CallAPI

/// `POST /api/livekit/webhook`: what the media server has signed is handled, as it came; nothing else is.
@Suite struct MediaEventTests {
    private let path = "/api/livekit/webhook"
    private let headers = ["Content-Type": "application/webhook+json", "Authorization": "signed"]

    @Test func nothingIsThereWithoutAMediaServer() async throws {
        try await TestService(mediaEvents: nil).run { client in
            let answer = try await client.ask(.post, path, body: "{}", headers: headers)
            #expect(answer.code == "not_found")
        }
    }

    @Test func whatIsSignedIsHandledAsItCame() async throws {
        let heard = Heard()
        let intake = MediaEventIntake { body, authorization throws(TokenFailure) in
            guard authorization == "signed" else { throw .invalid("no") }
            return { heard.note(String(decoding: body, as: UTF8.self)) }
        }
        try await TestService(mediaEvents: intake).run { client in
            let body = #"{ "event": "Ånd" , "event": 1 }"#
            #expect(try await client.ask(.post, path, body: body, headers: headers).status == 200)
            let forged = try await client.ask(.post, path, body: body, headers: headers.merging(["Authorization": "x"]) { $1 })
            #expect(forged.status == 401 && forged.code == "invalid_token")
            let large = String(repeating: "x", count: 70_000)
            #expect(try await client.ask(.post, path, body: large, headers: headers).code == "body_too_large")
            #expect(heard.all == [body])
        }
    }

    @Test func whatCannotBeHandledNowIsToBeSentAgain() async throws {
        let intake = MediaEventIntake { _, _ throws(TokenFailure) in { throw DependencyFailure(.media, reason: "away") } }
        try await TestService(mediaEvents: intake).run { client in
            let answer = try await client.ask(.post, path, body: "{}", headers: headers)
            #expect(answer.status == 503 && answer.code == "dependency_unavailable")
        }
    }

    private final class Heard: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock(\.self) }
        func note(_ text: String) { texts.withLock { $0.append(text) } }
    }
}
