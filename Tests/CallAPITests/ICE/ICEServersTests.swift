import Foundation
import HTTPTypes
import Testing

@testable import CallAPI
@testable import CallSignaling

/// What phones are told of STUN and TURN servers.
@Suite struct ICEServersTests {
    private static let now = Date(timeIntervalSince1970: 1_769_851_800.75)
    private static let servers = ICEServers(
        stun: ["stun:turn.example.org"], turn: ["turn:turn.example.org?transport=udp", "turns:turn.example.org:5349"],
        secret: TURNSecret("north"), lifetime: 14_400)

    private static func call(_ events: [CallEvent] = []) throws -> Call {
        let (anna, ben) = (Member(id: MemberID("anna"), name: "Anna", avatar: nil), Member(id: MemberID("ben"), name: "Ben", avatar: nil))
        let timeouts = CallTimeouts(ring: 45, connect: 30, maximum: 600)
        let draft = CallDraft(
            id: CallID("c-1"), churchID: ChurchID("grace"), type: .voice, caller: anna, callees: [Invitee(ben)], timeouts: timeouts)
        var (call, _) = Call.start(draft, at: now)
        for event in events { _ = try call.handle(event, at: now + 10) }
        return call
    }

    /// The password was computed by `openssl dgst -sha1 -hmac north -binary | base64`.
    @Test func credentialsAreThoseOfCoTURN() throws {
        let list = Self.servers.list(for: MemberID("anna"), at: Self.now)
        #expect(list.servers.count == 2)
        #expect(list.servers[0] == ICEServerList.Server(urls: ["stun:turn.example.org"]))
        #expect(list.servers[1].username == "1769866200:anna")
        #expect(list.servers[1].credential == "IEUg59lggr2P9EElUNZffEmPyvY=")
        #expect(list.expiresAt == Date(timeIntervalSince1970: 1_769_866_200))
    }

    @Test func credentialsOfACallEndWithItsLongestLife() throws {
        let ringing = Self.servers.list(for: MemberID("anna"), in: try Self.call(), at: Self.now)
        #expect(ringing.expiresAt == Date(timeIntervalSince1970: 1_769_851_800 + 45 + 600))
        let answered = try Self.call([.accept(Party(MemberID("ben")))])
        let later = Self.servers.list(for: MemberID("ben"), in: answered, at: Self.now + 110)
        #expect(later.expiresAt == Date(timeIntervalSince1970: 1_769_851_810 + 600))
        var short = Self.servers
        short.lifetime = 60
        #expect(short.list(for: MemberID("ben"), in: answered, at: Self.now + 110).expiresAt == Date(timeIntervalSince1970: 1_769_851_970))
    }

    @Test func aCallThatIsOverHasNone() throws {
        let over = try Self.call([.reject(Party(MemberID("ben")), .rejected)])
        #expect(Self.servers.list(for: MemberID("ben"), in: over, at: Self.now).servers.isEmpty)
    }

    @Test func withoutASecretOrAddressesNobodyIsToldOfTURN() throws {
        var servers = Self.servers
        servers.secret = nil
        #expect(servers.list(for: MemberID("anna"), at: Self.now).servers.map(\.urls) == [["stun:turn.example.org"]])
        #expect(ICEServers(secret: TURNSecret("north")).list(for: MemberID("anna"), at: Self.now).servers.isEmpty)
    }

    @Test func theSecretIsNotShown() {
        var texts = ["\(Self.servers)", String(reflecting: Self.servers), ""]
        dump(Self.servers, to: &texts[2])
        let bytes = Array("north".utf8)
        for text in texts {
            #expect(text.contains("(secret)"))
            #expect(!text.contains("north") && !text.contains("\(bytes[0]), \(bytes[1])") && !text.contains("- \(bytes[0])"), "\(text)")
        }
    }

    @Test func routesTellThem() async throws {
        try await TestService(configuration: APIConfiguration(ice: Self.servers)).run { client in
            let asked = try await client.ask(.get, "/api/ice-servers", as: "ann")
            #expect(asked.status == 200)
            #expect(asked["ice_servers"]?.items.count == 2)
            #expect(asked["expires_at"]?.text?.isEmpty == false)
            let created = try await client.ask(
                .post, "/api/calls", as: "ann", body: #"{"callee_ids":["bob"],"call_type":"voice"}"#)
            #expect(created["ice_servers"]?.items.count == 2)
            try await client.ask(.get, "/api/ice-servers").expectProblem(401, "missing_token")
        }
        try await TestService().run { client in
            let asked = try await client.ask(.get, "/api/ice-servers", as: "ann")
            #expect(asked["ice_servers"] == .list([]))
            #expect(asked["expires_at"] == .null)
        }
    }
}
