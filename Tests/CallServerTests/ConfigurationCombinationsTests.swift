import Foundation
import LiveKit
import Testing

@testable import CallServer

/// Settings that depend on each other.
@Suite struct ConfigurationCombinationsTests {
    @Test func signingSecretMustBeSet() {
        let found = problems(["MONGO_URL": "mongodb://db", "JWT_SECRET_KEY": " "])
        #expect(found.map(\.name) == ["JWT_SECRET_KEY"])
        #expect(found.first?.found == "not set, nor is JWT_SECRET")
    }

    @Test func memoryNeedsNoDatabase() {
        #expect(problems(["JWT_SECRET": String(repeating: "s", count: 32), "STORE": "memory"]).isEmpty)
    }

    static let liveKit = ["LIVEKIT_URL": "wss://lk.example.org", "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "secret"]

    @Test(arguments: ["LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"])
    func liveKitIsAllOrNothing(_ name: String) {
        let value = Self.liveKit[name] ?? ""
        #expect(Set(problems(leastEnvironment.merging([name: value]) { $1 }).map(\.name)) == Set(Self.liveKit.keys).subtracting([name]))
        let others = Self.liveKit.filter { $0.key != name }
        #expect(problems(leastEnvironment.merging(others) { $1 }).map(\.name) == [name])
    }

    @Test func requiredLiveKitMustBeSet() throws {
        #expect(problems(leastEnvironment.merging(["LIVEKIT_REQUIRED": "true"]) { $1 }).count == 3)
        let found = try configuration(Self.liveKit.merging(["LIVEKIT_REQUIRED": "true"]) { $1 })
        #expect(found.media.liveKit?.url == "wss://lk.example.org")
        #expect(found.notices.contains { $0.contains("LIVEKIT_API_SECRET") })
    }

    @Test func tlsFilesNeedTLSAndEachOther() throws {
        let file = URL.temporaryDirectory.appending(path: "faithflow-\(UUID().uuidString).pem")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover in the temporary folder harms nobody
        func names(_ changes: [String: String]) -> [String] { problems(leastEnvironment.merging(changes) { $1 }).map(\.name) }
        #expect(names(["MQTT_CA_FILE": file.path]) == ["MQTT_CA_FILE"])
        #expect(names(["MQTT_TLS": "yes", "MQTT_CA_FILE": file.path]).isEmpty)
        #expect(names(["MQTT_TLS": "yes", "MQTT_CA_FILE": "/nowhere/ca.pem"]) == ["MQTT_CA_FILE"])
        #expect(names(["MQTT_TLS": "yes", "MQTT_CLIENT_CERT": file.path]) == ["MQTT_CLIENT_KEY"])
        #expect(names(["MQTT_TLS": "yes", "MQTT_CLIENT_KEY": file.path]) == ["MQTT_CLIENT_CERT"])
        let both = try configuration(["MQTT_TLS": "yes", "MQTT_CLIENT_CERT": file.path, "MQTT_CLIENT_KEY": file.path])
        #expect(both.broker.tls?.clientCertificate?.keyFile == file.path)
    }
}
