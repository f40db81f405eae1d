import Foundation
import TestSupport
import Testing

@testable import CallAPI
@testable import CallSignaling

/// Credentials that the service hands out, shown to a real coTURN.
@Suite("TURN", .enabled(if: TestTURNServer.isAvailable), .timeLimit(.minutes(2)))
struct TURNTests {
    private static let secret = "turn-secret-of-scenarios-turn-secret-of"

    private static func with(_ body: (TestTURNServer, Church) async throws -> Void) async throws {
        let turn = try await TestTURNServer.start(secret: secret)
        defer { turn.stop() }
        let deployment = try await Deployment.start([
            "TURN_URLS": "turn:127.0.0.1:\(turn.port)?transport=udp", "TURN_SECRET": secret, "STUN_URLS": "stun:127.0.0.1:\(turn.port)",
        ])
        defer { deployment.stop() }
        try await body(turn, try await Church(in: deployment))
    }

    private static func servers(for phone: Phone) async throws -> TestService.Answer {
        try await phone.service.send(.GET, "/api/ice-servers", token: try await phone.token())
    }

    private struct Credentials {
        let userName: String
        let password: String
        var expiry: Int { Int(userName.prefix { $0 != ":" }) ?? 0 }

        init(_ body: JSONValue) throws {
            let server = try #require(body["ice_servers"]?.elements.last)
            userName = try #require(server["username"]?.string)
            password = try #require(server["credential"]?.string)
        }
    }

    @Test("credentials that are asked for, and those of a call, are accepted; packets pass")
    func accepted() async throws {
        try await Self.with { turn, church in
            let (anna, ben) = (church.phone(0), church.phone(1))
            let asked = try await Self.servers(for: anna)
            #expect(asked.status == 200)
            let created = try await anna.call([ben])
            let accepted = try await ben.post("accept", try #require(created.body["call_id"]?.string))
            for (answer, member) in [(asked, "anna"), (created, "anna"), (accepted, "ben")] {
                let urls = answer.body["ice_servers"]?.elements.map { $0["urls"]?.elements.compactMap(\.string) ?? [] }
                #expect(urls == [["stun:127.0.0.1:\(turn.port)"], ["turn:127.0.0.1:\(turn.port)?transport=udp"]])
                let credentials = try Credentials(answer.body)
                #expect(credentials.userName.hasSuffix(":\(member)"))
                #expect(
                    (Int(Date().timeIntervalSince1970) + 14_000...Int(Date().timeIntervalSince1970) + 14_500).contains(credentials.expiry))
                #expect(try await turn.relayedPackets(as: credentials.userName, credentials.password) ?? 0 > 0)
            }
        }
    }

    @Test("expired, forged and prolonged ones are not")
    func refused() async throws {
        try await Self.with { turn, church in
            let good = try Credentials(try await Self.servers(for: church.phone(0)).body)
            #expect(
                try await turn.relayedPackets(as: good.userName, (good.password.hasPrefix("x") ? "y" : "x") + good.password.dropFirst())
                    == nil)
            #expect(try await turn.relayedPackets(as: "\(good.expiry + 1):anna", good.password) == nil)
            #expect(try await turn.relayedPackets(as: "\(good.expiry):ben", good.password) == nil)
            let servers = ICEServers(turn: ["turn:127.0.0.1"], secret: TURNSecret(Self.secret), lifetime: 60)
            let old = try #require(servers.list(for: MemberID("anna"), at: Date() - 120).servers.last)
            let fresh = try #require(servers.list(for: MemberID("anna"), at: Date()).servers.last)
            #expect(try await turn.relayedPackets(as: old.username ?? "", old.credential ?? "") == nil)
            #expect(try await turn.relayedPackets(as: fresh.username ?? "", fresh.credential ?? "") ?? 0 > 0)
        }
    }
}
