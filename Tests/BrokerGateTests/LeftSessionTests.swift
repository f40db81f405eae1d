import BrokerGate
import Foundation
import TestSupport
import Testing
import TopicAccess

/// Sessions that outlive their connection, and how much one connection may subscribe to.
@Suite struct LeftSessionTests {
    private static func signal(_ number: Int) -> String {
        "faithflow/grace/call/7f9c24e8-3b12-4fef-91e0-\(100_000_000_000 + number)/signal"
    }

    @Test(arguments: [BrokerClient.Session.begun, .resumed])
    func `The client id of a session that is left behind is nobody else's while the token is good`(session: BrokerClient.Session)
        async throws
    {
        let fixture = try GateFixture()
        let (anna, ben) = (try await fixture.token(), try await fixture.token("ben"))
        #expect(fixture.connect(1, clientID: "phone", session: session, token: try await fixture.token(lifetime: 600)) == .allowed)
        fixture.gate.disconnect(fixture.client(1).key)
        #expect(fixture.connect(2, "ben", clientID: "phone", token: ben) == .denied)
        #expect(fixture.connect(3, clientID: "phone", token: try await fixture.token(church: "hope")) == .denied)
        #expect(fixture.lines.withLock { $0.contains { $0.hasPrefix("Refused connect: client_id") } })
        // She herself has it again; what she leaves without a session is anybody's.
        #expect(fixture.connect(4, clientID: "phone", session: session, token: try await fixture.token(lifetime: 600)) == .allowed)
        fixture.gate.disconnect(fixture.client(4).key)
        #expect(fixture.connect(5, "ben", clientID: "phone", token: ben) == .denied)
        #expect(fixture.connect(6, clientID: "phone", token: anna) == .allowed)
        fixture.gate.disconnect(fixture.client(6).key)
        #expect(fixture.connect(7, "ben", clientID: "phone", token: ben) == .allowed)
    }

    @Test func `It is free when the token of the session has ended`() async throws {
        let fixture = try GateFixture()
        fixture.connect(1, clientID: "phone", session: .resumed, token: try await fixture.token(lifetime: 600))
        fixture.gate.disconnect(fixture.client(1).key)
        fixture.pass(seconds: 599)
        #expect(fixture.gate.expiredClients().isEmpty)
        let ben = try await fixture.token("ben")
        #expect(fixture.connect(2, "ben", clientID: "phone", token: ben) == .denied)
        fixture.pass(seconds: 1)
        #expect(fixture.gate.expiredClients().isEmpty)
        #expect(fixture.connect(2, "ben", clientID: "phone", token: ben) == .allowed)
    }

    @Test func `One connection has so many calls' topics, and no more`() async throws {
        let fixture = try GateFixture()
        let phone = fixture.client(1)
        fixture.connect(1, token: try await fixture.token())
        for number in 0..<512 { #expect(fixture.gate.access(phone, to: Self.signal(number), for: .subscribe) == .allowed) }
        #expect(fixture.gate.access(phone, to: Self.signal(512), for: .subscribe) == .denied)
        #expect(fixture.gate.access(phone, to: "faithflow/grace/presence/ben", for: .subscribe) == .denied)
        #expect(fixture.lines.withLock { $0.contains { $0.hasPrefix("Refused subscribe: too_many client=ff-call…") } })
        // What she has, what every app hears, and what she is sent.
        #expect(fixture.gate.access(phone, to: Self.signal(0), for: .subscribe) == .allowed)
        #expect(fixture.gate.access(phone, to: "faithflow/grace/presence/+", for: .subscribe) == .allowed)
        #expect(fixture.gate.access(phone, to: SessionTests.inbox, for: .subscribe) == .allowed)
        #expect(fixture.gate.access(phone, to: Self.signal(512), for: .receive) == .allowed)
        // Another for each that she gives back.
        #expect(fixture.gate.access(phone, to: Self.signal(1), for: .unsubscribe) == .allowed)
        #expect(fixture.gate.access(phone, to: Self.signal(512), for: .subscribe) == .allowed)
        #expect(fixture.gate.access(phone, to: Self.signal(513), for: .subscribe) == .denied)
        // Another connection of hers counts for itself.
        fixture.connect(2, clientID: "ff-call-anna-2", token: try await fixture.token())
        #expect(fixture.gate.access(fixture.client(2, clientID: "ff-call-anna-2"), to: Self.signal(513), for: .subscribe) == .allowed)
    }

    @Test(arguments: [(BrokerClient.Session.passing, BrokerGate.Verdict.allowed), (.begun, .allowed), (.resumed, .denied)])
    func `Who takes up a session has what it has subscribed to`(session: BrokerClient.Session, next: BrokerGate.Verdict) async throws {
        let fixture = try GateFixture()
        let token = try await fixture.token()
        fixture.connect(1, session: .resumed, token: token)
        for number in 0..<512 { #expect(fixture.gate.access(fixture.client(1), to: Self.signal(number), for: .subscribe) == .allowed) }
        fixture.connect(1, session: session, token: token)  // asked again, as on SIGHUP
        #expect(fixture.gate.access(fixture.client(1), to: Self.signal(512), for: .subscribe) == .denied)
        fixture.connect(2, session: session, token: token)
        fixture.gate.disconnect(fixture.client(1).key)
        #expect(fixture.gate.access(fixture.client(2), to: Self.signal(512), for: .subscribe) == next)
    }
}
