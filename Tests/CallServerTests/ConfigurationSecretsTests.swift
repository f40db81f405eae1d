import Foundation
import LiveKit
import Testing

@testable import CallServer

/// Secrets are read, and never shown.
@Suite struct ConfigurationSecretsTests {
    private static let planted = "s3cr3t-never-shown"

    @Test func tableMarksAllSecrets() {
        #expect(
            ConfigurationKeys.secretNames
                == [
                    "JWT_SECRET_KEY", "JWT_SECRET", "JWT_ADDITIONAL_SECRETS", "MONGO_URL", "MQTT_PASSWORD", "BROKER_HOOK_SECRET",
                    "BROKER_TOKEN_SECRET", "LIVEKIT_API_SECRET", "TURN_SECRET", "WEBHOOK_SECRET_KEYS", "RECORDING_S3_SECRET",
                ])
    }

    @Test func noMessageShowsASecret() {
        let environment = Dictionary(uniqueKeysWithValues: ConfigurationKeys.secretNames.map { ($0, Self.planted) })
        let file = ConfigurationFile(
            path: "calls.json", data: .init(#"{"JWT_SECRET_KEY": "\#(Self.planted)", "MONGO_URL": "\#(Self.planted)"}"#.utf8))
        for found in [problems(environment), problems([:], file: file)] {
            #expect(!found.isEmpty)
            #expect(!ConfigurationFailure(problems: found).description.contains(Self.planted))
            #expect(!CheckReport(checks: CheckReport.results(of: .init(problems: found))).text.contains(Self.planted))
        }
    }

    @Test func noFormOfTheConfigurationShowsASecret() throws {
        let long = Self.planted + Self.planted
        let found = try configuration([
            "JWT_SECRET_KEY": long, "MONGO_URL": "mongodb://app:\(long)@db/", "MQTT_PASSWORD": long, "TURN_SECRET": long,
            "LIVEKIT_URL": "wss://lk", "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": long, "BROKER_HOOK_SECRET": "\(long)-1",
            "BROKER_TOKEN_SECRET": "\(long)-2",
        ])
        var dumped = ""
        dump(found, to: &dumped)
        for text in ["\(found)", String(reflecting: found), dumped] { #expect(!text.contains(Self.planted)) }
        #expect(found.media.liveKit?.apiSecret == long)
    }
}
