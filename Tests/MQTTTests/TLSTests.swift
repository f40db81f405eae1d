import Foundation
import MQTT
import TestSupport
import Testing

@Suite("TLS", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(1)))
struct TLSTests {
    @Test("connects to a broker whose CA it trusts, with and without a client certificate", arguments: [false, true])
    func trusted(_ asksForCertificate: Bool) async throws {
        try await withTestCA { ca in
            let listener = ca.listenerOptions + (asksForCertificate ? "\nrequire_certificate true" : "")
            try await withMosquitto(listener: listener) { broker in
                var secure = configuration(broker)
                secure.tls = TLSOptions(trust: .file(ca.path("ca.pem")))
                if asksForCertificate {
                    secure.tls?.certificateFile = ca.path("server.pem")
                    secure.tls?.privateKeyFile = ca.path("server.key")
                }
                try await withClient(secure) { client in
                    for _ in 0..<3 { _ = try await client.publish(MQTTMessage(uniqueTopic(), "x")) }
                }
            }
        }
    }

    @Test("refuses a broker of another CA")
    func wrongCA() async throws {
        try await withTestCA { ca in
            try await withTestCA { other in
                try await withMosquitto(listener: ca.listenerOptions) { broker in
                    var secure = configuration(broker)
                    secure.tls = TLSOptions(trust: .file(other.path("ca.pem")))
                    try await expectTLSFailure(secure)
                }
            }
        }
    }

    @Test("refuses a certificate for another name, unless told not to look")
    func wrongName() async throws {
        try await withTestCA(names: "DNS:elsewhere.test") { ca in
            try await withMosquitto(listener: ca.listenerOptions) { broker in
                var secure = configuration(broker)
                secure.tls = TLSOptions(trust: .file(ca.path("ca.pem")))
                try await expectTLSFailure(secure)
                secure.tls?.verifiesServerName = false
                try await withClient(secure) { _ in }
            }
        }
    }

    @Test("takes new certificate files at the next connection")
    func newFiles() async throws {
        try await withTestCA { ca in
            try await withTestCA { other in
                try ca.issue("client")
                try other.issue("client")
                func take(_ names: String...) throws {
                    for name in names {
                        try Data(contentsOf: URL(filePath: other.path(name))).write(to: URL(filePath: ca.path(name)), options: .atomic)
                    }
                }
                try await withMosquitto(listener: ca.listenerOptions + "\nrequire_certificate true") { broker in
                    var secure = configuration(broker)
                    secure.tls = TLSOptions(
                        trust: .file(ca.path("ca.pem")), certificateFile: ca.path("client.pem"), privateKeyFile: ca.path("client.key"))
                    try await withClient(secure) { client in
                        try take("server.pem", "server.key")
                        try await broker.restart()
                        let refused = await client.awaitState {
                            if case .waiting(_, let reason) = $0 { reason.code == .tlsFailed } else { false }
                        }
                        #expect(refused != nil)
                        try take("ca.pem", "client.pem", "client.key")
                        try await broker.restart()  // it reads its own CA at its start
                        try await client.awaitConnected()
                        _ = try await client.publish(MQTTMessage(uniqueTopic(), "x"))
                    }
                }
            }
        }
    }

    @Test("tells of a CA file that is not there")
    func missingFile() async throws {
        var secure = try await configuration(TestMosquitto.shared())
        secure.tls = TLSOptions(trust: .file("/nonexistent/ca.pem"))
        try await withClient(secure, isConnected: false) { client in
            let state = await client.awaitState { if case .waiting = $0 { true } else { false } }
            guard case .waiting(_, let reason) = state else { throw MQTTError(.connectFailed, "no reason") }
            #expect([.tlsFailed, .invalidConfiguration].contains(reason.code))
        }
    }

    private func expectTLSFailure(_ configuration: MQTTConfiguration) async throws {
        try await withClient(configuration, isConnected: false) { client in
            let state = await client.awaitState { if case .waiting = $0 { true } else { false } }
            guard case .waiting(_, let reason) = state else { throw MQTTError(.connectFailed, "no reason") }
            #expect(reason.code == .tlsFailed)
            #expect(reason.message.contains("certificate verify failed"))
        }
    }
}
