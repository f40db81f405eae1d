import LiveKit
import MQTT
import Testing

@testable import CallServer

/// What `check` prints.
@Suite struct CheckReportTests {
    private let report = CheckReport(checks: [
        .ok("database", "answers"), .warning("media", "no LiveKit", remedy: "set it"),
        .failed("broker", "refused", remedy: "check MQTT_PASSWORD"),
    ])

    @Test func textHasALineForEachAndItsRemedyBelow() {
        #expect(
            report.text == """
                ✓ database       answers
                ! media          no LiveKit
                                 → set it
                ✗ broker         refused
                                 → check MQTT_PASSWORD
                """)
    }

    @Test func onlyFailuresCount() {
        #expect(!report.isOK)
        #expect(CheckReport(checks: Array(report.checks.prefix(2))).isOK)
    }

    @Test func jsonHoldsVerdictAndResults() throws {
        let json = try report.json
        #expect(json.contains(#""ok" : false"#))
        #expect(json.contains(#""status" : "failed""#))
        #expect(json.contains(#""remedy" : "check MQTT_PASSWORD""#))
    }

    @Test func mediaIsJudgedWithoutAskingAnybody() {
        func result(_ url: String, _ secret: String) -> CheckResult.Status {
            CheckReport.result(of: MediaOptions(liveKit: LiveKitCredentials(url: url, apiKey: "k", apiSecret: secret))).status
        }
        let long = String(repeating: "s", count: 32)
        #expect(CheckReport.result(of: MediaOptions()).status == .warning)
        #expect(result("wss://lk", long) == .ok)
        #expect(result("wss://lk", "secret") == .warning)
        #expect(result("ws://lk", long) == .warning)
    }

    @Test(arguments: [MQTTError.Code.connectFailed, .connectTimeout, .connectionRefused, .tlsFailed, .subscribeRefused])
    func failuresOfTheBrokerComeWithAdvice(_ code: MQTTError.Code) {
        #expect(MQTTError(code, "it failed").remedy != nil)
    }
}
