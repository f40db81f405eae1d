import BrokerGate
import CallSignaling
import Foundation
import TestSupport
import Testing
import TokenVerification
import TopicAccess

/// Tokens that end before their time.
@Suite struct RevokedTests {
    static let inbox = "faithflow/grace/member/anna/incoming_call"
    static let presence = "faithflow/grace/presence/anna"

    private static func file(_ fixture: GateFixture? = nil, _ subjects: Revocation.Subject...) -> String {
        let now = fixture?.clock.withLock { $0 } ?? Date()
        return RevocationFile.text(subjects.map { Revocation($0, revokedAt: now, until: now.addingTimeInterval(7_200)) })
    }

    @Test func `A revoked token ends its session, and opens none`() async throws {
        let fixture = try GateFixture(files: ["revocation_file": Self.file()])
        let stolen = try await fixture.token(issued: -60, id: "stolen")
        #expect(fixture.connect(1, clientID: "ff-call-anna-1", token: stolen) == .allowed)
        #expect(fixture.connect(2, clientID: "ff-call-anna-2", token: try await fixture.token(issued: -60, id: "kept")) == .allowed)
        try fixture.write("revocation_file", Self.file(fixture, .token("stolen")))
        fixture.look()
        #expect(fixture.dismissed == ["ff-call-anna-1"])
        let thief = fixture.client(1, clientID: "ff-call-anna-1")
        for action in [TopicAction.receive, .subscribe, .unsubscribe] {
            #expect(fixture.gate.access(thief, to: Self.inbox, for: action) == .denied)
        }
        #expect(fixture.gate.access(fixture.client(2, clientID: "ff-call-anna-2"), to: Self.inbox, for: .receive) == .allowed)
        fixture.gate.disconnect(thief.key)
        #expect(fixture.connect(3, clientID: "ff-call-anna-1", token: stolen) == .denied)
        #expect(fixture.lines.withLock { $0.contains { $0.hasPrefix("Refused connect: revoked") } })
    }

    @Test func `All that a member was given before, in that church alone`() async throws {
        let fixture = try GateFixture(files: ["revocation_file": Self.file()])
        #expect(fixture.connect(1, clientID: "ff-call-anna-1", token: try await fixture.token(issued: -60)) == .allowed)
        #expect(fixture.connect(2, clientID: "ff-call-anna-2", token: try await fixture.token(church: "hope", issued: -60)) == .allowed)
        #expect(fixture.connect(3, "ben", token: try await fixture.token("ben", issued: -60)) == .allowed)
        try fixture.write("revocation_file", Self.file(fixture, .member(MemberID("anna"), ChurchID("grace"))))
        fixture.look()
        #expect(fixture.dismissed == ["ff-call-anna-1"])
        #expect(fixture.connect(4, clientID: "ff-call-anna-4", token: try await fixture.token(issued: -4)) == .denied)
        #expect(fixture.connect(4, clientID: "ff-call-anna-4", token: try await fixture.token()) == .denied, "it does not say when")
        fixture.pass(seconds: 1)
        #expect(fixture.connect(4, clientID: "ff-call-anna-4", token: try await fixture.token(issued: 0)) == .allowed)
    }

    @Test func `Messages do not wait for a session whose token was revoked`() async throws {
        let fixture = try GateFixture(files: ["revocation_file": Self.file()])
        fixture.connect(1, token: try await fixture.token(issued: -60, id: "stolen"))
        fixture.gate.disconnect(fixture.client(1).key)
        #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: .receive) == .allowed)
        try fixture.write("revocation_file", Self.file(fixture, .token("stolen")))
        fixture.look()
        #expect(fixture.gate.access(fixture.client(1), to: Self.inbox, for: .receive) == .denied)
        #expect(fixture.dismissed.isEmpty)
    }

    @Test func `A file that was cut off revokes nobody less`() async throws {
        let fixture = try GateFixture(files: ["revocation_file": Self.file()])
        let text = Self.file(fixture, .token("one"), .token("two"))
        try fixture.write("revocation_file", text)
        fixture.look()
        for end in [0, text.utf8.count / 3, text.utf8.count / 2, text.utf8.count - 1] {
            try fixture.write("revocation_file", String(text.prefix(end)))
            fixture.gate.reload()
            #expect(fixture.connect(1, token: try await fixture.token(id: "one")) == .denied)
            #expect(fixture.connect(1, token: try await fixture.token(id: "two")) == .denied)
        }
        try fixture.remove("revocation_file")
        fixture.look()
        #expect(fixture.connect(1, token: try await fixture.token(id: "one")) == .denied)
        #expect(fixture.connect(1, token: try await fixture.token(id: "three")) == .allowed)
    }
}
