import CallControl
import CallSignaling
import Foundation
import Logging
import Testing
import TokenVerification

@testable import CallServer

/// What of each setting is taken, and what is refused.
@Suite struct ConfigurationValuesTests {
    static let bad: [(String, String)] = [
        ("JWT_SECRET_KEY", "31-bytes-are-one-byte-too-few!!"), ("HTTP_PORT", "65536"), ("HTTP_PORT", "-1"), ("HTTP_PORT", "http"),
        ("HTTP_PORT", "80.5"), ("CORS_ORIGINS", "app.example.org"), ("CORS_ORIGINS", "https://a.org,,https://b.org"),
        ("CORS_ORIGINS", "https://a.org/path"), ("CORS_ORIGINS", "https://*.a.org"), ("RATE_LIMIT_ENABLED", "maybe"), ("STORE", "postgres"),
        ("MONGO_URL", "localhost:27017"), ("MONGO_URL", "mongodb://"), ("MONGO_URL", "mongodb://a b"), ("DB_NAME", "a/b"),
        ("DB_NAME", "a.b"),
        ("CALL_RETENTION_DAYS", "-1"), ("CALL_RETENTION_DAYS", "36501"), ("MQTT_BROKER_PORT", "0"), ("MQTT_BROKER_PORT", "70000"),
        ("MQTT_QOS", "0"), ("MQTT_QOS", "3"), ("MQTT_TLS", "tls"), ("LIVEKIT_REQUIRED", "2"), ("RING_TIMEOUT_SECONDS", "0"),
        ("RING_TIMEOUT_SECONDS", "601"), ("RING_TIMEOUT_SECONDS", "nan"), ("RING_TIMEOUT_SECONDS", "inf"), ("CONNECT_TIMEOUT_SECONDS", "0"),
        ("MAX_CALL_SECONDS", "0.5"), ("MAX_CALL_SECONDS", "604801"), ("RING_REPEAT_SECONDS", "5,2"), ("RING_REPEAT_SECONDS", "2,2"),
        ("RING_REPEAT_SECONDS", "2;5"), ("RING_REPEAT_SECONDS", "0,1"), ("RING_REPEAT_AFTER_ACK_SECONDS", "never"),
        ("CANCEL_REPEAT_SECONDS", "3,x"), ("MAX_CALLEES", "0"), ("MAX_CALLEES", "101"), ("INSTANCE_ID", "a/b"),
        ("INSTANCE_ID", String(repeating: "i", count: 129)), ("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml"),
        ("JWT_JWKS_URL", "http://keys.example.org/jwks.json"), ("JWT_JWKS_URL", "https://"), ("JWT_JWKS_URL", "keys.example.org"),
        ("JWT_JWKS_URL", "ftp://127.0.0.1/"), ("JWT_JWKS_URL", "http://127.0.0.1.example.org/"),
        ("JWT_JWKS_URL", "http://127.0.0.1@a.org/"),
        ("JWT_JWKS_URL", "https://user:word@keys.example.org/"), ("JWT_JWKS_URL", "http://localhost.example.org/"),
        ("JWT_JWKS_URL", "file:///etc/keys.json"), ("JWT_JWKS_REFRESH_SECONDS", "0"), ("JWT_JWKS_FLOOR_SECONDS", "0"),
        ("JWT_ISSUER", "a,,b"), ("JWT_AUDIENCE", ","), ("JWT_LEEWAY_SECONDS", "61"), ("JWT_LEEWAY_SECONDS", "-1"),
        ("REVOCATION_POLL_SECONDS", "0"),
    ]

    @Test(arguments: bad)
    func badValueIsNamedWithWhatIsAllowed(_ name: String, _ value: String) throws {
        let found = problems(leastEnvironment.merging([name: value]) { $1 })
        let problem = try #require(found.first)
        #expect(found.count == 1)
        #expect(problem.name == name)
        #expect(problem.remedy.hasPrefix("allowed: "))
        #expect(problem.found.contains("the environment"))
        let isSecret = ConfigurationKeys.secretNames.contains(name)
        #expect(problem.found.contains(value) == !isSecret)
    }

    static let good: [(String, String)] = [
        ("HTTP_PORT", "0"), ("CORS_ORIGINS", "*"), ("CORS_ORIGINS", "https://a.org, http://localhost:3000"), ("RATE_LIMIT_ENABLED", "No"),
        ("STORE", "Memory"), ("MONGO_URL", "mongodb+srv://cluster.example.org"), ("MQTT_QOS", "2"), ("RING_TIMEOUT_SECONDS", " 1.5 "),
        ("RING_REPEAT_SECONDS", "none"), ("RING_REPEAT_SECONDS", "0.5, 1"), ("LOG_LEVEL", "DEBUG"), ("MAX_CALLEES", "100"),
        ("JWT_JWKS_URL", "https://id.example.org/keys?v=1"), ("JWT_JWKS_URL", "http://localhost:8080/jwks"),
        ("JWT_JWKS_URL", "http://127.0.0.1/"), ("JWT_JWKS_URL", "http://[::1]:99/"), ("JWT_LEEWAY_SECONDS", "0"),
    ]

    @Test(arguments: good)
    func goodValueIsTaken(_ name: String, _ value: String) {
        #expect(problems(leastEnvironment.merging([name: value]) { $1 }).isEmpty)
    }

    @Test func valuesArriveWhereTheyBelong() throws {
        let found = try configuration([
            "CORS_ORIGINS": "https://a.org, http://localhost:3000", "RING_TIMEOUT_SECONDS": "1.5", "RING_REPEAT_SECONDS": "none",
            "CANCEL_REPEAT_SECONDS": "0.5, 1", "MAX_CALLEES": "3", "CALL_RETENTION_DAYS": "90", "LOG_LEVEL": "DEBUG", "MQTT_PASSWORD": "pw",
            "TURN_SECRET": "turn", "JWT_ISSUER": "https://id.example.org, backend", "JWT_AUDIENCE": "calls", "JWT_LEEWAY_SECONDS": "1",
            "JWT_JWKS_URL": "https://id.example.org/keys", "JWT_JWKS_FLOOR_SECONDS": "2",
        ])
        #expect(found.identity.rules == TokenRules(issuers: ["https://id.example.org", "backend"], audiences: ["calls"], leeway: 1))
        #expect(found.identity.keySet?.url.absoluteString == "https://id.example.org/keys")
        #expect(found.identity.keySet?.refresh == 300)
        #expect(found.identity.keySet?.floor == 2)
        #expect(found.http.corsOrigins == ["https://a.org", "http://localhost:3000"])
        #expect(found.calls.timeouts.ring == 1.5)
        #expect(found.calls.repeats == RepeatPlan(inviteOffsets: [], afterAcknowledgement: 3, cancelOffsets: [0.5, 1]))
        #expect(found.calls.calleeLimit == 3)
        #expect(found.store.retentionDays == 90)
        #expect(found.log.level == .debug)
        #expect(found.broker.password?.text == "pw")
        #expect(found.media.turnSecret?.text == "turn")
    }

    @Test func allErrorsAreToldAtOnce() throws {
        let names = ["HTTP_PORT", "STORE", "MQTT_QOS", "RING_TIMEOUT_SECONDS", "LOG_LEVEL"]
        let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "wrong") })
        let found = problems(environment)
        #expect(Set(found.map(\.name)) == Set(names + ["JWT_SECRET_KEY", "MONGO_URL"]))
        let text = ConfigurationFailure(problems: found).description
        #expect(text.hasPrefix("the configuration has 7 errors:\n"))
        for name in names { #expect(text.contains(name)) }
    }
}
