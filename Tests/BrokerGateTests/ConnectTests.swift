import BrokerGate
import Foundation
import TestSupport
import Testing
import TopicAccess

/// Who is let in.
@Suite struct ConnectTests {
    @Test(arguments: ["member", "staff", "admin", "super_admin"])
    func `Whoever has a good token, under the member's name`(role: String) async throws {
        let fixture = try GateFixture()
        let token = try await fixture.token(role: role)
        #expect(fixture.connect(1, token: token) == .allowed)
        #expect(fixture.connect(2, "ben", token: token) == .denied)
        #expect(fixture.gate.access(fixture.client(1), to: "faithflow/grace/member/anna/call_status", for: .subscribe) == .allowed)
        #expect(fixture.gate.access(fixture.client(1), to: "faithflow/grace/member/ben/call_status", for: .subscribe) == .denied)
    }

    @Test func `Nobody without a good token`() async throws {
        let fixture = try GateFixture()
        #expect(fixture.connect(1, token: nil) == .denied)
        #expect(fixture.connect(1, token: "") == .denied)
        #expect(fixture.connect(1, token: "a.b.c") == .denied)
        #expect(fixture.connect(1, token: try await fixture.token(secret: "another-secret-another-secret-another")) == .denied)
        #expect(fixture.connect(1, token: try await fixture.token(lifetime: -60)) == .denied)
        #expect(fixture.connect(1, token: try await fixture.token(role: "guest")) == .denied)
        #expect(fixture.connect(1, token: try await fixture.token() + "x") == .denied)
        #expect(fixture.gate.connect(fixture.client(1, nil), password: try await fixture.token()) == .denied)
        #expect(fixture.gate.connect(fixture.client(1, "", clientID: "x"), password: try await fixture.token()) == .denied)
        #expect(fixture.gate.access(fixture.client(1), to: "faithflow/grace/presence/+", for: .subscribe) == .denied)
    }

    @Test func `Accounts are left to the broker's files, except over WebSocket`() async throws {
        let fixture = try GateFixture()
        let account = fixture.client(1, "observer", clientID: "watcher", transport: .plain)
        #expect(fixture.gate.connect(account, password: "anything") == .deferred)
        #expect(fixture.gate.access(account, to: "faithflow/#", for: .subscribe) == .deferred)
        #expect(fixture.gate.connect(fixture.client(2, "observer", clientID: "w"), password: "anything") == .denied)
        // A member of that name comes no further by his token than the account by its password.
        #expect(fixture.gate.connect(account, password: try await fixture.token("observer")) == .deferred)
    }

    @Test func `A client id in use is nobody else's`() async throws {
        let fixture = try GateFixture()
        let anna = try await fixture.token()
        #expect(fixture.connect(1, clientID: "phone", token: anna) == .allowed)
        #expect(fixture.connect(2, "ben", clientID: "phone", token: try await fixture.token("ben")) == .denied)
        // Her namesake in another church may use the same form.
        #expect(fixture.connect(3, token: anna) == .allowed)
        #expect(fixture.connect(4, token: try await fixture.token(church: "hope")) == .denied)
        // She herself takes her place again, as after a lost connection.
        #expect(fixture.connect(5, token: anna) == .allowed)
        fixture.gate.disconnect(fixture.client(3).key)
        #expect(fixture.connect(6, token: try await fixture.token(church: "hope")) == .denied)
        fixture.gate.disconnect(fixture.client(5).key)
        #expect(fixture.connect(6, token: try await fixture.token(church: "hope")) == .allowed)
    }

    @Test func `A member cannot take an account's client id, and an account may take his`() async throws {
        let fixture = try GateFixture()
        let account = fixture.client(1, "faithflow-system", clientID: "calls-1", transport: .plain)
        #expect(fixture.gate.access(account, to: "faithflow/x/presence/y", for: .receive) == .deferred)
        #expect(fixture.connect(2, clientID: "calls-1", token: try await fixture.token()) == .denied)
        fixture.gate.disconnect(account.key)
        #expect(fixture.connect(2, clientID: "calls-1", token: try await fixture.token()) == .allowed)
        #expect(fixture.gate.access(account, to: "faithflow/x/presence/y", for: .receive) == .deferred)
    }

    @Test func `Secrets are read anew, several at a time, and a bad file changes nothing`() async throws {
        let next = "next-secret-next-secret-next-secret-next"
        let fixture = try GateFixture()
        let (old, new) = (try await fixture.token(), try await fixture.token(secret: next))
        #expect(fixture.connect(1, token: old) == .allowed && fixture.connect(2, token: new) == .denied)
        try fixture.write(secrets: "\(GateFixture.secret)\n\(next)\r\n")
        fixture.gate.reload()
        #expect(fixture.connect(1, token: old) == .allowed && fixture.connect(2, token: new) == .allowed)
        try fixture.write(secrets: next)
        fixture.gate.reload()
        #expect(fixture.connect(1, token: old) == .denied && fixture.connect(2, token: new) == .allowed)
        try fixture.write(secrets: "too short")
        fixture.gate.reload()
        #expect(fixture.connect(2, token: new) == .allowed)
        #expect(!fixture.lines.withLock { $0.joined() }.contains("secret-next"))
    }

    @Test(arguments: ["", "\n\n", "too short", "long-enough-long-enough-long-enough\nshort"])
    func `Without good secrets there is no gate`(secrets: String) {
        #expect(throws: GateFailure.self) { _ = try GateFixture(secrets: secrets) }
    }

    @Test(arguments: [[:], ["secret_file": ""], ["secret_file": "/nowhere"], ["secret_file": "/nowhere", "acounts": "observer"]])
    func `Nor with wrong options`(options: [String: String]) {
        #expect(throws: GateFailure.self) { _ = try BrokerGate(options: options, log: { _ in }) }
    }
}
