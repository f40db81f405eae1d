import BrokerGate
import Foundation
import TestSupport
import Testing
import TopicAccess

/// What becomes of a client's rights while it is connected, and afterwards.
@Suite struct SessionTests {
    static let inbox = "faithflow/grace/member/anna/incoming_call"
    static let presence = "faithflow/grace/presence/anna"
    static let offline = TopicAction.publish(TopicAction.Publication(payload: Array(#"{"online":false}"#.utf8), isRetained: true))

    @Test func `When the token expires nothing is allowed any more, and the client is disconnected`() async throws {
        let fixture = try GateFixture()
        fixture.connect(1, token: try await fixture.token(lifetime: 60))
        fixture.connect(2, "ben", token: try await fixture.token("ben"))
        #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: .receive) == .allowed)
        #expect(fixture.gate.expiredClients().isEmpty)
        fixture.pass(seconds: 60)
        for action in [TopicAction.receive, .subscribe, .unsubscribe] {
            #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: action) == .denied)
        }
        #expect(fixture.gate.access(fixture.client(1), to: Self.presence, for: Self.offline) == .denied)
        #expect(fixture.gate.expiredClients() == ["ff-call-anna-17"])
        // Until the broker has done it; but not more often than once a second.
        #expect(fixture.gate.expiredClients().isEmpty)
        fixture.pass(seconds: 1)
        #expect(fixture.gate.expiredClients() == ["ff-call-anna-17"])
        fixture.gate.disconnect(fixture.client(1).key)
        #expect(fixture.gate.access(fixture.client(1), to: Self.presence, for: Self.offline) == .allowed)  // her last will
        fixture.pass(seconds: 1)
        #expect(fixture.gate.expiredClients().isEmpty)
        #expect(fixture.lines.withLock { lines in lines.filter { $0.contains("has expired") }.count } == 1)
    }

    @Test func `Nobody is disconnected for an older connection of his`() async throws {
        let fixture = try GateFixture()
        fixture.connect(1, token: try await fixture.token(lifetime: 60))
        fixture.connect(2, token: try await fixture.token(lifetime: 600))
        fixture.pass(seconds: 61)
        #expect(fixture.gate.expiredClients().isEmpty)
        #expect(fixture.gate.access(fixture.client(2), to: Self.inbox, for: .receive) == .allowed)
    }

    @Test func `Whom the broker cannot disconnect is forgotten, and has no rights`() async throws {
        let fixture = try GateFixture()
        fixture.connect(1, token: try await fixture.token(lifetime: 60))
        fixture.pass(seconds: 60)
        for _ in 0..<3 {
            #expect(fixture.gate.expiredClients() == ["ff-call-anna-17"])
            fixture.pass(seconds: 1)
        }
        #expect(fixture.gate.expiredClients().isEmpty)
        #expect(fixture.gate.knownConnections == 0)
        #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: .receive) == .denied)
    }

    @Test func `After the end messages may wait for a session until the token expires, and the last will is accepted for a while`()
        async throws
    {
        let fixture = try GateFixture()
        fixture.connect(1, token: try await fixture.token(lifetime: 600))
        fixture.gate.disconnect(fixture.client(1).key)
        #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: .receive) == .allowed)
        #expect(fixture.gate.access(fixture.client(1), to: "faithflow/grace/member/ben/call_status", for: .receive) == .denied)
        #expect(fixture.gate.access(fixture.client(1), to: "faithflow/grace/presence/ben", for: Self.offline) == .denied)
        #expect(fixture.gate.access(fixture.client(1), to: Self.presence, for: Self.offline) == .allowed)
        fixture.pass(seconds: 121)
        #expect(fixture.gate.expiredClients().isEmpty)
        #expect(fixture.gate.access(fixture.client(1), to: Self.presence, for: Self.offline) == .denied)
        #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: .receive) == .allowed)
        fixture.pass(seconds: 480)
        #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: .receive) == .denied)
        #expect(fixture.gate.expiredClients().isEmpty)
        #expect(fixture.gate.knownConnections == 0)
    }

    @Test func `A connection that the broker uses again has nothing of the former`() async throws {
        let fixture = try GateFixture()
        fixture.connect(1, token: try await fixture.token())
        fixture.connect(1, "ben", token: "no token")
        #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: .receive) == .denied)
        fixture.connect(1, token: try await fixture.token())
        #expect(fixture.gate.access(fixture.client(1, clientID: "ff-call-anna-18"), to: Self.inbox, for: .receive) == .denied)
        #expect(fixture.gate.access(fixture.client(1, "ben", clientID: "ff-call-anna-17"), to: Self.inbox, for: .receive) == .denied)
        #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: .receive) == .allowed)
    }

    @Test func `Refusals are logged without whole ids or tokens, and never without end`() async throws {
        let fixture = try GateFixture()
        let token = try await fixture.token()
        fixture.connect(1, token: token)
        fixture.lines.withLock { $0 = [] }
        let call = "faithflow/grace/call/\(GateFixture.call)/signal"
        let forged = TopicAction.publish(TopicAction.Publication(payload: Array(#"{"type":"call_end"}"#.utf8), isRetained: false))
        #expect(fixture.gate.access(fixture.client(1), to: call, for: forged) == .denied)
        #expect(
            fixture.lines.withLock { $0 } == ["Refused publish: forged client=ff-call… user=an… topic=faithflow/gr…/call/7f9c24e8…/signal"])
        #expect(fixture.gate.access(fixture.client(1), to: "evil\n[topic]/\u{1B}[31m/x", for: .subscribe) == .denied)
        for _ in 0..<1_000 { fixture.connect(2, "ben", token: token) }
        #expect(fixture.lines.withLock { $0.count } == 20)
        fixture.pass(seconds: 11)
        fixture.connect(2, "ben", token: token)
        #expect(fixture.lines.withLock { $0.last } == "Refused connect: user_name client=ff-call… user=b… (after 982 more)")
        let text = fixture.lines.withLock { $0.joined(separator: "|") }
        #expect(!text.contains(token) && !text.contains("anna") && !text.contains("\n") && !text.contains("\u{1B}"))
        _ = (0..<30).map { _ in fixture.connect(2, "ben", token: token) }
        fixture.pass(seconds: 11)
        #expect(fixture.gate.expiredClients().isEmpty)
        #expect(fixture.lines.withLock { $0.last } == "Refused 11 more times")
    }
}
