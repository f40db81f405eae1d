import CallAPI
import CallControl
import CallSignaling
import Logging
import Testing

@testable import CallServer

/// What holds where nothing is set but what must be.
@Suite struct ConfigurationDefaultsTests {
    @Test func defaultsAreTheDocumentedOnes() throws {
        let found = try configuration()
        #expect(found.http == HTTPOptions(host: "0.0.0.0", port: 8_080, corsOrigins: [], isRateLimited: true))
        #expect(found.store.kind == .mongo)
        #expect(found.store.database == "faithflow")
        #expect(found.store.retentionDays == nil)
        #expect(found.broker == BrokerOptions(host: "localhost", port: 1_883, username: "faithflow-system", password: nil, qos: 1))
        #expect(found.media.liveKit == nil)
        #expect(found.media.ice == ICEServers())
        #expect(found.push.credentials == nil && found.push.rules == PushRules())
        #expect(found.log == LogOptions(level: .info, format: .text))
    }

    @Test func callSettingsAreTheProducts() throws {
        #expect(try configuration().calls == CallSettings())
        #expect(CallSettings().timeouts == CallTimeouts(ring: 45, connect: 30, maximum: 14_400, reconnect: 30))
    }

    /// So the table tells the truth: setting every default changes nothing.
    @Test func documentedDefaultsAreThoseUsed() throws {
        let defaults = ConfigurationKeys.all.compactMap { row in row.defaultText.map { (row.name, $0) } }
        let (plain, explicit) = (try configuration(), try configuration(Dictionary(uniqueKeysWithValues: defaults)))
        #expect(defaults.count > 15)
        #expect(plain.identity == explicit.identity)
        #expect(plain.http == explicit.http)
        #expect(plain.limits == explicit.limits)
        #expect(plain.limits == RateLimits())
        #expect(plain.store == explicit.store)
        #expect(plain.broker == explicit.broker)
        #expect(plain.brokerAccess == explicit.brokerAccess)
        #expect(plain.brokerAccess == BrokerAccess())
        #expect(plain.media == explicit.media)
        #expect(plain.push.rules == explicit.push.rules)
        #expect(plain.calls == explicit.calls)
        #expect(plain.presence == explicit.presence)
        #expect(plain.presence == PresenceOptions())
        #expect(plain.webhooks == nil && explicit.webhooks == nil)
        #expect(plain.clients == explicit.clients)
        #expect(plain.clients == ClientOptions())
        #expect(plain.log == explicit.log)
    }

    @Test func eachStartHasAnInstanceOfItsOwn() throws {
        let (one, other) = (try configuration(), try configuration())
        #expect(one.instanceID != other.instanceID)
        #expect(one.brokerClientID == "faithflow-calls-\(one.instanceID)")
        #expect(try configuration(["INSTANCE_ID": "pod-1"]).brokerClientID == "faithflow-calls-pod-1")
        #expect(try configuration(["MQTT_CLIENT_ID": "calls"]).brokerClientID == "calls")
    }

    @Test func tlsMovesTheBrokersPort() throws {
        #expect(try configuration(["MQTT_TLS": "true"]).broker.port == 8_883)
        #expect(try configuration(["MQTT_TLS": "true", "MQTT_BROKER_PORT": "1884"]).broker.port == 1_884)
    }

    @Test func secondNameOfTheSigningSecretCounts() throws {
        var environment = leastEnvironment
        environment["JWT_SECRET"] = String(repeating: "s", count: 40)
        var reader = ConfigurationReader(environment: environment)
        #expect(IdentityOptions(reading: &reader)?.signingSecret?.text == leastEnvironment["JWT_SECRET_KEY"])
        environment["JWT_SECRET_KEY"] = ""
        reader = ConfigurationReader(environment: environment)
        #expect(IdentityOptions(reading: &reader)?.signingSecret?.text == environment["JWT_SECRET"])
    }
}
