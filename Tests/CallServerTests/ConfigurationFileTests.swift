import CallControl
import CallSignaling
import Foundation
import Logging
import Testing

@testable import CallServer

/// A JSON file beside the environment.
@Suite struct ConfigurationFileTests {
    private func file(_ json: String) -> ConfigurationFile { ConfigurationFile(path: "calls.json", data: Data(json.utf8)) }

    @Test func environmentGoesBeforeTheFileAndTheFileBeforeDefaults() throws {
        let file = file(#"{"HTTP_PORT": 9000, "HTTP_HOST": "127.0.0.1", "DB_NAME": "church"}"#)
        let found = try configuration(["HTTP_PORT": "9100", "HTTP_HOST": ""], file: file)
        #expect(found.http.port == 9_100)
        #expect(found.http.host == "127.0.0.1")
        #expect(found.store.database == "church")
        #expect(found.calls.calleeLimit == 8)
    }

    @Test func kindsOfJSONAreTakenAsTheyAreMeant() throws {
        let found = try configuration(
            file: file(
                #"{"RING_TIMEOUT_SECONDS": 1.5, "MQTT_QOS": "2", "RATE_LIMIT_ENABLED": false, "RING_REPEAT_SECONDS": [1, 2.5], "#
                    + #""CANCEL_REPEAT_SECONDS": [], "CORS_ORIGINS": ["https://a.org", "https://b.org"], "LOG_LEVEL": null}"#))
        #expect(found.calls.timeouts.ring == 1.5)
        #expect(found.broker.qos == 2)
        #expect(!found.http.isRateLimited)
        #expect(found.calls.repeats.inviteOffsets == [1, 2.5])
        #expect(found.calls.repeats.cancelOffsets == [])
        #expect(found.http.corsOrigins == ["https://a.org", "https://b.org"])
        #expect(found.log.level == .info)
    }

    @Test func secretsMayStandInTheFile() throws {
        let file = file(#"{"JWT_SECRET_KEY": "fedcba9876543210fedcba9876543210", "MONGO_URL": "mongodb://db"}"#)
        #expect(problems([:], file: file).isEmpty)
    }

    @Test func unknownNamesAndObjectsAreErrors() {
        let found = problems(leastEnvironment, file: file(#"{"HTTP_PROT": 1, "HTTP_PORT": {"value": 1}, "DB_NAME": 5}"#))
        #expect(found.map(\.name) == ["HTTP_PORT", "HTTP_PROT"])
        #expect(found.allSatisfy { $0.found.contains("calls.json") })
    }

    @Test func badValueNamesTheFile() {
        let found = problems(leastEnvironment, file: file(#"{"HTTP_PORT": 1e9}"#))
        #expect(found.map(\.found) == [#"found "1000000000" in calls.json"#])
    }

    @Test(arguments: ["", "[]", "{", "\"HTTP_PORT\"", "{\"HTTP_PORT\": 1,,}"])
    func whatIsNoObjectIsAnError(_ json: String) {
        #expect(problems(leastEnvironment, file: file(json)).map(\.name) == ["calls.json"])
    }

    @Test func missingFileIsAnError() {
        let missing = ConfigurationFile(path: "/nowhere/calls.json")
        #expect(problems(leastEnvironment, file: missing).map(\.found) == ["cannot be read"])
    }

    @Test func commandLineGoesBeforeTheVariableThatNamesAFile() throws {
        let folder = URL.temporaryDirectory.appending(path: "faithflow-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a leftover in the temporary folder harms nobody
        let (one, other) = (folder.appending(path: "one.json"), folder.appending(path: "other.json"))
        try Data(#"{"HTTP_PORT": 1}"#.utf8).write(to: one)
        try Data(#"{"HTTP_PORT": 2}"#.utf8).write(to: other)
        let environment = leastEnvironment.merging([ServerConfiguration.fileVariable: one.path]) { $1 }
        #expect(try ServerConfiguration.load(file: nil, environment: environment).http.port == 1)
        #expect(try ServerConfiguration.load(file: other.path, environment: environment).http.port == 2)
    }
}
