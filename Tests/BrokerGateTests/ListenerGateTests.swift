import BrokerGate
import CallSignaling
import Foundation
import TestSupport
import Testing
import TokenVerification
import TopicAccess

/// Back ends listen at the broker with API keys, as long as the file has them.
@Suite struct ListenerGateTests {
    /// A gate whose file has `keys`.
    private final class Fixture {
        let gate: BrokerGate
        let lines = Guarded<[String]>([])
        let clock = Guarded(Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)))
        private let folder: URL

        init(_ keys: [APIKey]) throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-listeners-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(GateFixture.secret.utf8).write(to: folder.appending(path: "secrets"))
            try APIKeyFile(keys).data().write(to: folder.appending(path: "keys"), options: .atomic)
            let options = [
                "secret_file": folder.appending(path: "secrets").path, "api_key_file": folder.appending(path: "keys").path,
                "accounts": "faithflow-system",
            ]
            gate = try BrokerGate(
                options: options, now: { [clock] in clock.withLock { $0 } }, log: { [lines] line in lines.withLock { $0.append(line) } })
        }

        deinit {
            try? FileManager.default.removeItem(at: folder)  // what is left in the temporary folder does no harm
        }

        func write(_ keys: [APIKey]) throws { try APIKeyFile(keys).data().write(to: folder.appending(path: "keys"), options: .atomic) }
        func write(text: String) throws { try Data(text.utf8).write(to: folder.appending(path: "keys"), options: .atomic) }

        func client(_ number: UInt = 1, _ clientID: String = "parish-office", userName: String? = "service") -> BrokerClient {
            BrokerClient(key: BrokerClient.Key(number), clientID: clientID, userName: userName, transport: .webSocket)
        }
    }

    private let text = APIKeyText.make()

    private func key(_ text: APIKeyText? = nil, actions: Set<APIAction> = [.readSignals], expires: Date? = nil) -> APIKey {
        let text = text ?? self.text
        return APIKey(
            id: text.id, name: "office", hash: text.hash, scope: .only([ChurchID("grace")]), actions: actions,
            createdAt: Date(timeIntervalSince1970: 1_800_000_000), expiresAt: expires)
    }

    @Test func `A key lets its bearer hear its church, under any user name`() throws {
        let fixture = try Fixture([key()])
        for (number, name) in ["service", "office", nil].enumerated() {
            let client = fixture.client(UInt(number), "office-\(number)", userName: name)
            #expect(fixture.gate.connect(client, password: text.revealed) == .allowed)
            #expect(fixture.gate.access(client, to: "faithflow/grace/#", for: .subscribe) == .allowed)
            #expect(fixture.gate.access(client, to: "faithflow/grace/presence/anna", for: .receive) == .allowed)
            #expect(fixture.gate.access(client, to: "faithflow/hope/#", for: .subscribe) == .denied)
            let publication = TopicAction.Publication(payload: [], isRetained: false)
            #expect(fixture.gate.access(client, to: "faithflow/grace/presence/anna", for: .publish(publication)) == .denied)
        }
    }

    @Test func `Who has no good key is not let in`() throws {
        let other = APIKeyText.make()
        let fixture = try Fixture([key(), key(other, actions: [.readCalls])])
        let damaged = String(text.revealed.dropLast()) + (text.revealed.hasSuffix("0") ? "1" : "0")
        for password in [other.revealed, APIKeyText.make().revealed, damaged, "ffk_", nil] {
            #expect(fixture.gate.connect(fixture.client(), password: password) == .denied)
            #expect(fixture.gate.access(fixture.client(), to: "faithflow/grace/#", for: .subscribe) == .denied)
        }
        #expect(fixture.gate.connect(fixture.client(2, "ff-call-anna-17"), password: text.revealed) == .denied)
        #expect(
            fixture.gate.connect(fixture.client(3, userName: "faithflow-system"), password: text.revealed) == .denied, "an account's name")
        fixture.lines.withLock { lines in #expect(!lines.contains { $0.contains("ffk_") }) }
    }

    @Test func `Without a file no key is good`() throws {
        let gate = try GateFixture().gate
        let client = BrokerClient(key: BrokerClient.Key(1), clientID: "office", userName: "service", transport: .plain)
        #expect(gate.connect(client, password: text.revealed) == .denied)
    }

    @Test func `A key that is taken out of the file is cut off within seconds`() throws {
        let other = APIKeyText.make()
        let fixture = try Fixture([key(), key(other)])
        for (number, text) in [(UInt(1), text), (2, other)] {
            #expect(fixture.gate.connect(fixture.client(number, "office-\(number)"), password: text.revealed) == .allowed)
        }
        #expect(fixture.gate.expiredClients().isEmpty)
        try fixture.write([key(other)])
        fixture.clock.withLock { $0 += 3 }
        #expect(fixture.gate.expiredClients() == ["office-1"])
        fixture.lines.withLock { lines in #expect(lines.last == "Disconnected, the token is good no more: client=offi…") }
        #expect(fixture.gate.access(fixture.client(1, "office-1"), to: "faithflow/grace/x/y", for: .receive) == .denied)
        #expect(fixture.gate.access(fixture.client(2, "office-2"), to: "faithflow/grace/x/y", for: .receive) == .allowed)
        #expect(fixture.gate.connect(fixture.client(3, "office-3"), password: text.revealed) == .denied)
    }

    @Test func `A key ends at its time, without a new file`() throws {
        let fixture = try Fixture([])
        let end = fixture.clock.withLock { $0 } + 60
        try fixture.write([key(expires: end)])
        fixture.gate.reload()
        #expect(fixture.gate.connect(fixture.client(), password: text.revealed) == .allowed)
        fixture.clock.withLock { $0 += 60 }
        #expect(fixture.gate.access(fixture.client(), to: "faithflow/grace/x/y", for: .receive) == .denied)
        #expect(fixture.gate.expiredClients() == ["parish-office"])
        fixture.lines.withLock { lines in #expect(lines.last == "Disconnected, the token has expired: client=parish…") }
        #expect(fixture.gate.connect(fixture.client(2), password: text.revealed) == .denied)
    }

    @Test func `A spoilt file changes nothing, and is told of once`() throws {
        let fixture = try Fixture([key()])
        try fixture.write(text: "{}")
        for _ in 0..<3 {
            fixture.clock.withLock { $0 += 3 }
            _ = fixture.gate.expiredClients()
        }
        fixture.lines.withLock { lines in #expect(lines.filter { $0.contains("The API keys stay as they were") }.count == 1) }
        #expect(fixture.gate.connect(fixture.client(), password: text.revealed) == .allowed)
        try fixture.write([])
        fixture.gate.reload()
        #expect(fixture.gate.connect(fixture.client(2), password: text.revealed) == .denied)
    }

    @Test func `A file that is not there stops the start`() throws {
        let secrets = FileManager.default.temporaryDirectory.appending(path: "faithflow-secret-\(UUID().uuidString)")
        try Data(GateFixture.secret.utf8).write(to: secrets)
        defer { try? FileManager.default.removeItem(at: secrets) }  // in the temporary folder
        #expect(throws: GateFailure.self) {
            try BrokerGate(options: ["secret_file": secrets.path, "api_key_file": "/nowhere/keys"], log: { _ in })
        }
    }
}
