import Foundation
import TestSupport
import Testing

/// The broker speaks TLS and asks for the service's certificate. Later all certificates are replaced by those of another authority.
@Suite("A broker with TLS", .timeLimit(.minutes(2)))
struct BrokerTLSTests {
    @Test("hears the service, and hears it again after all certificates have been replaced, without a restart of the service")
    func certificates() async throws {
        try await withTestCA { ca in
            try ca.issue("service")
            let port = try FreePort.next()
            let listener = "listener \(port) 127.0.0.1\n\(ca.listenerOptions)\nrequire_certificate true"
            let broker = try await TestMosquitto.start(configuration: "max_queued_messages 0\n\(listener)")
            let settings = [
                "MQTT_BROKER_PORT": "\(port)", "MQTT_TLS": "true", "MQTT_CA_FILE": ca.path("ca.pem"),
                "MQTT_CLIENT_CERT": ca.path("service.pem"), "MQTT_CLIENT_KEY": ca.path("service.key"),
            ]
            let deployment = try await Deployment.start(settings, broker: broker)
            defer { deployment.stop() }
            try await call(in: deployment)
            try await replaceAll(ca)
            try await broker.restart()
            try await deployment.service.process.awaitReady { await deployment.service.isReady() }
            try await call(in: deployment)
        }
    }

    /// Anna calls Ben, who declines; every signal comes.
    private func call(in deployment: Deployment) async throws {
        let church = try await Church(in: deployment)
        let (anna, ben) = (church.phone(0), church.phone(1))
        let call = try await anna.ring([ben])
        try await church.recorder.wait("the invite") { $0.contains { $0.type == "call_invite" && $0.callID == call } }
        try await ben.must("reject", call)
        try await church.recorder.wait("the end") { $0.contains { $0.type == "call_end" && $0.callID == call } }
    }

    private func replaceAll(_ ca: TestCA) async throws {
        try await withTestCA { other in
            try other.issue("service")
            for name in ["ca.pem", "server.pem", "server.key", "service.pem", "service.key"] {
                try Data(contentsOf: URL(filePath: other.path(name))).write(to: URL(filePath: ca.path(name)), options: .atomic)
            }
        }
    }
}
