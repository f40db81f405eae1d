import Foundation
import Logging
import MQTT
import TestSupport
import Testing

@Suite("Connecting", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(1)))
struct ConnectionTests {
    /// Lines of a mosquitto password file for user `service` and password `right`, made by `mosquitto_passwd`.
    private func withPasswords<R>(_ body: (TestMosquitto) async throws -> R) async throws -> R {
        let file = FileManager.default.temporaryDirectory.appending(path: "passwords-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }  // what is left in the temporary folder does no harm
        try run("/usr/bin/mosquitto_passwd", "-b", "-c", file.path, "service", "right")
        let lines = try String(contentsOf: file, encoding: .utf8)
        return try await withMosquitto(
            configuration: "allow_anonymous false\npassword_file passwords", files: ["passwords": lines], body)
    }

    @Test("with the right password")
    func rightPassword() async throws {
        try await withPasswords { broker in
            var named = configuration(broker)
            named.username = "service"
            named.password = "right"
            try await withClient(named) { client in _ = try await client.publish(MQTTMessage(uniqueTopic(), "x")) }
        }
    }

    @Test("with a wrong password is refused, without telling it", arguments: [ProtocolVersion.v5, .v311])
    func wrongPassword(_ version: ProtocolVersion) async throws {
        try await withPasswords { broker in
            var named = configuration(broker)
            named.username = "service"
            named.password = "very-secret"
            named.preferredVersion = version
            #expect(!"\(named) \(String(reflecting: named))".contains("secret"))
            var dumped = ""
            dump(named, to: &dumped)
            #expect(!dumped.contains("secret"))
            let error = await #expect(throws: MQTTError.self) { try await withClient(named) { _ in } }
            #expect(error?.code == .connectionRefused)
            #expect(error?.reasonCode == (version == .v5 ? 135 : 5))
            #expect(error.map { !"\($0)".contains("secret") } == true)
        }
    }

    @Test("publishes the will when the connection is cut, and not after a goodbye")
    func will() async throws {
        let topic = try uniqueTopic()
        let broker = try await TestMosquitto.shared()
        var dying = configuration(broker)
        dying.will = MQTTMessage(topic, "gone", properties: MQTTProperties(contentType: "text/plain"))
        var polite = configuration(broker)
        polite.will = MQTTMessage(topic, "impossible")
        try await withClient(configuration(broker)) { watcher in
            try await watcher.subscribe(to: [topic.filter], qos: .atLeastOnce, bufferLimit: 10) { messages in
                try await withClient(polite) { _ in }
                try await withClient(dying) { _ in
                    // A second client of the same name throws the first one out, without a goodbye.
                    var intruder = configuration(broker, clientID: dying.clientID)
                    intruder.closeGrace = .zero
                    try await withClient(intruder) { _ in }
                }
                let received = try #require(await messages.first(1).first)
                #expect(received.text == "gone")
                #expect(received.properties.contentType == "text/plain")
            }
        }
    }

    @Test("gives up on a peer that never answers, after the timeout")
    func silentPeer() async throws {
        let peer = try FakePeer(answer: nil)
        var impatient = configuration(port: peer.port)
        impatient.connectTimeout = .milliseconds(200)
        try await withClient(impatient, isConnected: false) { client in
            let state = await client.awaitState { if case .waiting = $0 { true } else { false } }
            guard case .waiting(_, let reason) = state else { throw MQTTError(.connectFailed, "never gave up") }
            #expect(reason.code == .connectTimeout)
        }
    }

    @Test("tells why when nobody listens or the name is unknown", arguments: ["127.0.0.1", "localhost", "no.such.host.invalid"])
    func nobodyListens(_ host: String) async throws {
        var lost = try configuration(port: FreePort.next())
        lost.host = host
        try await withClient(lost, isConnected: false) { client in
            let state = await client.awaitState { if case .waiting = $0 { true } else { false } }
            guard case .waiting(_, let reason) = state else { throw MQTTError(.connectFailed, "no reason") }
            #expect(reason.code == .connectFailed)
        }
    }

    @Test("to localhost works though its first address is refused")
    func localhost() async throws {
        var named = try await configuration(TestMosquitto.shared())
        named.host = "localhost"
        try await withClient(named) { client in #expect(client.state == .connected(version: .v5)) }
    }

    @Test("refuses unusable values", arguments: 0..<8)
    func invalidConfiguration(_ number: Int) throws {
        var bad = configuration(port: 1_883)
        let changes: [(inout MQTTConfiguration) -> Void] = [
            { $0.port = 0 }, { $0.port = 65_536 }, { $0.host = "" }, { $0.clientID = "" }, { $0.keepAliveSeconds = 4 },
            { $0.outstandingLimit = 0 }, { $0.username = "a\u{0}" }, { $0.password = "x" },
        ]
        changes[number](&bad)
        let error = #expect(throws: MQTTError.self) { try MQTTClient(bad, logger: Logger(label: "mqtt")).start() }
        #expect(error?.code == .invalidConfiguration)
    }
}
