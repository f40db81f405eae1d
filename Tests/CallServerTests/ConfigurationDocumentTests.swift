import Foundation
import Testing

@testable import CallServer

/// The documentation is the table, and the table has every setting once.
@Suite struct ConfigurationDocumentTests {
    @Test func documentHoldsTheGeneratedTable() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
        let start = try #require(document.range(of: "## Settings\n\n")).upperBound
        let end = try #require(document.range(of: "\n## Combinations\n")).lowerBound
        #expect(document[start..<end] == ConfigurationKeys.markdown, "faithflow-calls configuration --markdown prints the table")
    }

    @Test func namesAreUniqueVariableNames() {
        let names = ConfigurationKeys.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.wholeMatch(of: /[A-Z][A-Z0-9_]*/) != nil })
    }

    /// CONTRACT, *Environment*: names that existing deployments have set.
    @Test func namesOfExistingDeploymentsAreKnown() {
        let fixed = """
            JWT_SECRET_KEY JWT_SECRET MONGO_URL DB_NAME MQTT_BROKER_HOST MQTT_BROKER_PORT MQTT_USERNAME MQTT_PASSWORD LIVEKIT_URL \
            LIVEKIT_API_KEY LIVEKIT_API_SECRET TURN_SECRET CORS_ORIGINS HTTP_HOST HTTP_PORT RING_TIMEOUT_SECONDS STORE LOG_LEVEL RATE_LIMIT_ENABLED
            """
        #expect(Set(fixed.split(separator: " ").map(String.init)).isSubset(of: ConfigurationKeys.all.map(\.name)))
    }

    @Test func plainListNamesEverySetting() {
        for row in ConfigurationKeys.all { #expect(ConfigurationKeys.plainText.contains("  \(row.name)\n")) }
    }
}
