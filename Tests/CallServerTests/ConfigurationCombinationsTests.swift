import CallAPI
import Crypto
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

    @Test func anyOtherKeyWillDo() throws {
        let file = URL.temporaryDirectory.appending(path: "faithflow-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover in the temporary folder harms nobody
        try P256.Signing.PrivateKey().publicKey.pemRepresentation.write(to: file, atomically: true, encoding: .utf8)
        let base = ["MONGO_URL": "mongodb://db"]
        #expect(problems(base.merging(["JWT_PUBLIC_KEY_FILES": file.path]) { $1 }).isEmpty)
        #expect(problems(base.merging(["JWT_JWKS_URL": "https://id.example.org/keys"]) { $1 }).isEmpty)
        #expect(problems(base.merging(["JWT_PUBLIC_KEY_FILES": "\(file.path), /nowhere/a.pem"]) { $1 }).map(\.found).count == 1)
        #expect(problems(base.merging(["JWT_PUBLIC_KEY_FILES": "/nowhere/a.pem"]) { $1 }).map(\.name) == ["JWT_PUBLIC_KEY_FILES"])
        #expect(problems(base.merging(["JWT_JWKS_URL": "nowhere"]) { $1 }).map(\.name) == ["JWT_JWKS_URL"])
    }

    @Test func wrongKeyFileIsToldOf() throws {
        let file = URL.temporaryDirectory.appending(path: "faithflow-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover in the temporary folder harms nobody
        try P256.Signing.PrivateKey().pemRepresentation.write(to: file, atomically: true, encoding: .utf8)
        let found = problems(leastEnvironment.merging(["JWT_PUBLIC_KEY_FILES": file.path]) { $1 })
        #expect(found.map(\.name) == ["JWT_PUBLIC_KEY_FILES"])
        #expect(found.first?.found.contains("private key") == true)
    }

    @Test func publicKeyIsNoSigningSecret() {
        let pem = P256.Signing.PrivateKey().publicKey.pemRepresentation
        let found = problems(leastEnvironment.merging(["JWT_SECRET_KEY": pem]) { $1 })
        #expect(found.map(\.name) == ["JWT_SECRET_KEY"])
        #expect(found.first?.description.contains(pem) == false)
    }

    @Test func brokersSecretsAreTheirOwn() throws {
        let (one, two, three) = (String(repeating: "1", count: 32), String(repeating: "2", count: 32), String(repeating: "3", count: 32))
        func names(_ jwt: String, _ hook: String, _ token: String) -> [String] {
            problems(leastEnvironment.merging(["JWT_SECRET_KEY": jwt, "BROKER_HOOK_SECRET": hook, "BROKER_TOKEN_SECRET": token]) { $1 })
                .map(\.name)
        }
        #expect(names(one, two, three).isEmpty)
        #expect(names(one, one, three) == ["BROKER_HOOK_SECRET"])
        #expect(names(one, two, two) == ["BROKER_HOOK_SECRET"])
        #expect(names(one, two, one) == ["BROKER_TOKEN_SECRET"])
        #expect(names(one, "short", three) == ["BROKER_HOOK_SECRET"])
        let found = try configuration([
            "BROKER_HOOK_SECRET": two, "BROKER_HOOK_ACCOUNTS": "service, watcher", "BROKER_CHECKS_RINGING": "yes",
        ])
        #expect(
            found.brokerAccess
                == BrokerAccess(hookSecret: BrokerSecret(two), accounts: ["service", "watcher"], isRingingVouchedFor: true))
    }

    @Test func webhooksAreOffWithoutAKey() throws {
        let (one, two) = (String(repeating: "1", count: 32), String(repeating: "2", count: 32))
        #expect(try configuration(["WEBHOOK_HTTP_ALLOWED": "true"]).webhooks == nil)
        let found = try configuration([
            "WEBHOOK_SECRET_KEYS": "\(one), \(two)", "WEBHOOK_HTTP_ALLOWED": "true", "WEBHOOK_ALLOWED_NETWORKS": "10.0.0.0/8",
            "WEBHOOK_SECRET_OVERLAP_SECONDS": "60", "WEBHOOK_RETRY_SECONDS": "1", "WEBHOOK_RETRY_MAX_SECONDS": "2",
            "WEBHOOK_GIVE_UP_SECONDS": "3",
        ])
        let rules = WebhookRules(
            isHTTPAllowed: true, destinations: DestinationRules(allowing: [try #require(AddressBlock("10.0.0.0/8"))]), secretOverlap: 60)
        #expect(
            found.webhooks
                == WebhookOptions(
                    keys: [Secret(one), Secret(two)], rules: rules, patience: WebhookPatience(first: 1, longest: 2, limit: 3)))
        #expect(problems(leastEnvironment.merging(["WEBHOOK_SECRET_KEYS": "\(one),short"]) { $1 }).map(\.name) == ["WEBHOOK_SECRET_KEYS"])
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

    @Test func roomsNeedLiveKit() throws {
        let rooms = ["LIVEKIT_API_URL": "same", "LIVEKIT_SWEEP_SECONDS": "1"]
        #expect(problems(leastEnvironment.merging(rooms) { $1 }).map(\.name) == ["LIVEKIT_URL"])
        #expect(try configuration(Self.liveKit).media.rooms == nil)
        let found = try configuration(Self.liveKit.merging(rooms) { $1 }).media.rooms
        #expect(found == RoomOptions(apiURL: nil, sweepInterval: 1, orphanAge: 120))
        let other = try configuration(Self.liveKit.merging(["LIVEKIT_API_URL": "http://livekit:7880"]) { $1 }).media.rooms
        #expect(other?.apiURL == "http://livekit:7880")
        for bad in ["wss://x", "http://", "sames", "livekit:7880"] {
            #expect(
                problems(leastEnvironment.merging(Self.liveKit) { $1 }.merging(["LIVEKIT_API_URL": bad]) { $1 }).map(\.name) == [
                    "LIVEKIT_API_URL"
                ])
        }
    }

    @Test func recordingsNeedRoomsAndBucketsAll() throws {
        let rooms = Self.liveKit.merging(["LIVEKIT_API_URL": "same"]) { $1 }
        #expect(
            problems(leastEnvironment.merging(Self.liveKit) { $1 }.merging(["RECORDING_OUTPUT": "disk"]) { $1 }).map(\.name) == [
                "LIVEKIT_API_URL"
            ])
        #expect(try configuration(rooms).media.recording == nil)
        let disk = try configuration(rooms.merging(["RECORDING_OUTPUT": "disk", "RECORDING_PATH": "a/b"]) { $1 }).media.recording
        #expect(disk == RecordingOptions(path: "a/b"))
        let bare = rooms.merging(["RECORDING_OUTPUT": "s3"]) { $1 }
        #expect(
            problems(leastEnvironment.merging(bare) { $1 }).map(\.name).sorted() == [
                "RECORDING_S3_ACCESS_KEY", "RECORDING_S3_BUCKET", "RECORDING_S3_SECRET",
            ])
        let keys = [
            "RECORDING_S3_ACCESS_KEY": "k", "RECORDING_S3_BUCKET": "b", "RECORDING_S3_SECRET": "s", "RECORDING_S3_PATH_STYLE": "yes",
        ]
        let bucket = try configuration(bare.merging(keys) { $1 }).media.recording?.bucket
        #expect(bucket == S3Bucket(bucket: "b", region: "", endpoint: "", accessKey: "k", secret: "s", forcePathStyle: true))
        for path in ["../x", "a/../b", "a b", "ü"] {
            #expect(problems(leastEnvironment.merging(["RECORDING_PATH": path]) { $1 }).map(\.name) == ["RECORDING_PATH"])
        }
    }

    @Test func turnNeedsItsSecretAndTheSecretAnAddress() throws {
        let address = ["TURN_URLS": "turn:turn.example.org"]
        #expect(problems(leastEnvironment.merging(address) { $1 }).map(\.name) == ["TURN_SECRET"])
        let found = try configuration(["TURN_SECRET": "north"])
        #expect(found.notices.filter { $0.contains("TURN_") }.count == 2)
    }

    @Test(arguments: [
        "turn:", "turn://turn.example.org", "turn:a.org:0", "turn:a.org:65536", "turn:a.org:x", "turn:a.org?transport=tls", "stun:a.org",
        "a.org",
        "turn:a b", "turn:[::1", "turn:[x]", "turn:me@a.org", "turn:a.org,", "turn:a.org?transport=udp?transport=tcp", "turns:a.org/x",
        "turn:a.org:+80", "turn:[2001:db8::/32]", "turn:[10.0.0.1]",
    ])
    func malformedTURNAddressesAreRefused(_ address: String) {
        let changes = ["TURN_URLS": address, "TURN_SECRET": "north"]
        #expect(problems(leastEnvironment.merging(changes) { $1 }).map(\.name) == ["TURN_URLS"])
    }

    @Test(arguments: ["stun:a.org?transport=udp", "stuns:a.org", "stun:"])
    func malformedSTUNAddressesAreRefused(_ address: String) {
        #expect(problems(leastEnvironment.merging(["STUN_URLS": address]) { $1 }).map(\.name) == ["STUN_URLS"])
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
