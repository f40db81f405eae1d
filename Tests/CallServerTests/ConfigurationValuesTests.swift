import CallAPI
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
        ("RATE_LIMIT_MEMBER_PER_MINUTE", "-1"), ("RATE_LIMIT_PAIR_PER_MINUTE", "few"), ("RATE_LIMIT_KEY_PER_MINUTE", "-1"),
        ("RATE_LIMIT_QUALITY_PER_MINUTE", "1e9"),
        ("RATE_LIMIT_ADDRESS_PER_MINUTE", "1.5"), ("BAD_TOKENS_PER_MINUTE", "1000001"), ("BAD_TOKEN_LOCK_SECONDS", "0"),
        ("MAX_CALLS_PER_CHURCH", "-1"),
        ("MONGO_URL", "localhost:27017"), ("MONGO_URL", "mongodb://"), ("MONGO_URL", "mongodb://a b"), ("DB_NAME", "a/b"),
        ("DB_NAME", "a.b"),
        ("CALL_RETENTION_DAYS", "-1"), ("CALL_RETENTION_DAYS", "36501"), ("MQTT_BROKER_PORT", "0"), ("MQTT_BROKER_PORT", "70000"),
        ("MQTT_QOS", "0"), ("MQTT_QOS", "3"), ("MQTT_TLS", "tls"), ("LIVEKIT_REQUIRED", "2"), ("RING_TIMEOUT_SECONDS", "0"),
        ("RING_TIMEOUT_SECONDS", "601"), ("RING_TIMEOUT_SECONDS", "nan"), ("RING_TIMEOUT_SECONDS", "inf"), ("CONNECT_TIMEOUT_SECONDS", "0"),
        ("RECONNECT_TIMEOUT_SECONDS", "0.4"),
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
        ("HTTP_HEAD_TIMEOUT_SECONDS", "0"), ("HTTP_REQUEST_TIMEOUT_SECONDS", "601"), ("HTTP_IDLE_TIMEOUT_SECONDS", "never"),
        ("HTTP_MAX_HEADER_BYTES", "1023"), ("HTTP_MAX_URI_BYTES", "255"), ("HTTP_MAX_CONNECTIONS", "0"),
        ("HTTP_MAX_CONNECTIONS_PER_ADDRESS", "many"), ("HTTP_TRUSTED_PROXIES", "proxy.example.org"),
        ("HTTP_TRUSTED_PROXIES", "10.0.0.1/8"), ("HTTP_TRUSTED_PROXIES", "10.0.0.0/8,"),
        ("HTTP2_ENABLED", "h2"), ("WEBHOOK_SECRET_KEYS", "a,,b"), ("WEBHOOK_HTTP_ALLOWED", "https"),
        ("WEBHOOK_ALLOWED_NETWORKS", "10.0.0.1/8"),
        ("WEBHOOK_SECRET_OVERLAP_SECONDS", "-1"), ("WEBHOOK_RETRY_SECONDS", "0"), ("WEBHOOK_RETRY_MAX_SECONDS", "never"),
        ("WEBHOOK_GIVE_UP_SECONDS", "0"),
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
        ("HTTP_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7,2001:db8::/32"), ("HTTP_TRUSTED_PROXIES", "none"),
        ("HTTP_HEAD_TIMEOUT_SECONDS", "0.5"),
    ]

    @Test(arguments: good)
    func goodValueIsTaken(_ name: String, _ value: String) {
        #expect(problems(leastEnvironment.merging([name: value]) { $1 }).isEmpty)
    }

    @Test func valuesArriveWhereTheyBelong() throws {
        let found = try configuration([
            "CORS_ORIGINS": "https://a.org, http://localhost:3000", "RING_TIMEOUT_SECONDS": "1.5", "RING_REPEAT_SECONDS": "none",
            "CANCEL_REPEAT_SECONDS": "0.5, 1", "MAX_CALLEES": "3", "CALL_RETENTION_DAYS": "90", "LOG_LEVEL": "DEBUG", "MQTT_PASSWORD": "pw",
            "TURN_SECRET": "turn", "TURN_LIFETIME_SECONDS": "600", "STUN_URLS": "stun:a.org",
            "TURN_URLS": "turn:a.org:3478?transport=udp, turns:[2001:db8::1]:5349", "JWT_ISSUER": "https://id.example.org, backend",
            "JWT_AUDIENCE": "calls", "JWT_LEEWAY_SECONDS": "1",
            "JWT_JWKS_URL": "https://id.example.org/keys", "JWT_JWKS_FLOOR_SECONDS": "2",
            "RATE_LIMIT_MEMBER_PER_MINUTE": "7", "RATE_LIMIT_PAIR_PER_MINUTE": "0", "RATE_LIMIT_KEY_PER_MINUTE": "8",
            "RATE_LIMIT_ADDRESS_PER_MINUTE": "9",
            "BAD_TOKENS_PER_MINUTE": "5", "RATE_LIMIT_WEBRTC_PER_MINUTE": "12",
            "BAD_TOKEN_LOCK_SECONDS": "2.5", "MAX_CALLS_PER_CHURCH": "11",
            "HTTP_TRUSTED_PROXIES": "10.0.0.0/8", "HTTP_MAX_CONNECTIONS": "99", "HTTP_MAX_URI_BYTES": "300",
            "HTTP_REQUEST_TIMEOUT_SECONDS": "2.5",
        ])
        #expect(found.identity.rules == TokenRules(issuers: ["https://id.example.org", "backend"], audiences: ["calls"], leeway: 1))
        #expect(found.identity.keySet?.url.absoluteString == "https://id.example.org/keys")
        #expect(found.identity.keySet?.refresh == 300)
        #expect(found.identity.keySet?.floor == 2)
        #expect(found.http.trustedProxies.contains(try #require(ClientAddress("10.1.2.3"))))
        #expect(found.http.limits == HTTPLimits(requestTimeout: 2.5, maximumURIBytes: 300, maximumConnections: 99))
        #expect(found.http.corsOrigins == ["https://a.org", "http://localhost:3000"])
        #expect(found.calls.timeouts.ring == 1.5)
        #expect(found.calls.repeats == RepeatPlan(inviteOffsets: [], afterAcknowledgement: 3, cancelOffsets: [0.5, 1]))
        #expect(found.calls.calleeLimit == 3)
        #expect(found.calls.churchLimit == 11)
        let limits = RateLimits(
            memberPerMinute: 7, pairPerMinute: 0, keyPerMinute: 8, addressPerMinute: 9, badTokensPerMinute: 5, lockSeconds: 2.5,
            negotiationPerMinute: 12)
        #expect(found.limits == limits)
        #expect(found.store.retentionDays == 90)
        #expect(found.log.level == .debug)
        #expect(found.broker.password?.text == "pw")
        #expect(
            found.media.ice
                == ICEServers(
                    stun: ["stun:a.org"], turn: ["turn:a.org:3478?transport=udp", "turns:[2001:db8::1]:5349"], secret: TURNSecret("turn"),
                    lifetime: 600))
    }

    @Test func soDoThoseOfEventStreams() throws {
        let found = try configuration([
            "EVENT_STREAMS_MAX": "0", "EVENT_STREAMS_PER_MEMBER": "2", "EVENT_HEARTBEAT_SECONDS": "1.5", "EVENT_WINDOW_SECONDS": "30",
            "EVENT_WINDOW_EVENTS": "7",
        ])
        #expect(found.events == EventStreamLimits(most: 0, mostOfMember: 2, heartbeat: 1.5, window: 30, windowEvents: 7))
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
