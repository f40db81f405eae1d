import Foundation
import Logging
import Synchronization
import Testing

@testable import CallServer

/// What clients are told, as it is set, and as it changes with the file.
@Suite struct ClientOptionsTests {
    /// What was taken into use, and what was said.
    private final class Notes: Sendable {
        let read = Mutex<[[String]]>([])
        let log = Mutex<[String]>([])
    }

    @Test(arguments: [
        ("none", []), ("wss://a.example.org:8084/mqtt", ["wss://a.example.org:8084/mqtt"]),
        ("mqtts://a:8883, mqtt://[::1]:1883,ws://a/mqtt?x=1", ["mqtts://a:8883", "mqtt://[::1]:1883", "ws://a/mqtt?x=1"]),
    ])
    func addressesOfBrokers(text: String, addresses: [String]) throws {
        #expect(try configuration(["CLIENT_BROKER_URLS": text]).clients.brokers == addresses)
    }

    @Test(arguments: [
        "a.example.org", "https://a.example.org", "wss://", "wss:///mqtt", "mqtt://:1883", "mqtt://a/path", "wss://user@a/mqtt",
        "wss://a/mqtt#x",
        "wss://a b/mqtt", "wss://ä/mqtt", "wss://a/mqtt,", Array(repeating: "mqtt://a", count: 17).joined(separator: ","),
        "mqtt://" + String(repeating: "a", count: 512),
    ])
    func whatIsNoneIsRefused(text: String) {
        let found = problems(leastEnvironment.merging(["CLIENT_BROKER_URLS": text]) { $1 })
        #expect(found.map(\.name) == ["CLIENT_BROKER_URLS"])
    }

    @Test func onlyAnotherBrokerIsMovedTo() throws {
        let broker = try configuration().broker
        for changes in [["MQTT_QOS": "2"], ["MQTT_CLIENT_ID": "x"], ["MQTT_MOVE_SECONDS": "5"], ["RING_TIMEOUT_SECONDS": "5"]] {
            #expect(try !configuration(changes).broker.isElsewhere(than: broker), "\(changes)")
        }
        for changes in [["MQTT_BROKER_HOST": "b"], ["MQTT_BROKER_PORT": "1"], ["MQTT_PASSWORD": "x"], ["MQTT_TLS": "true"]] {
            #expect(try configuration(changes).broker.isElsewhere(than: broker), "\(changes)")
        }
    }

    @Test func aFileIsTakenIntoUseWhenAllOfItIsRight() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "faithflow-settings-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }  // what is left in the temporary folder does no harm
        let notes = Notes()
        var environment = leastEnvironment
        environment["CLIENT_SETTINGS_MAX_AGE_SECONDS"] = "7"
        let logger = Logger(label: "test") { label in JSONLogHandler(label: label) { line in notes.log.withLock { $0.append(line) } } }
        let watch = SettingsWatch(ConfigurationSource(path: file.path, environment: environment), logger: logger) { configuration in
            notes.read.withLock { $0.append(configuration.clients.brokers + ["\(configuration.clients.maximumAge)"]) }
        }
        let contents = [
            #"{"CLIENT_BROKER_URLS": ["mqtt://a"]}"#, #"{"CLIENT_BROKER_URLS": ["mqtt://a"]}"#, #"{"CLIENT_BROKER_URLS": "ftp://a"}"#, "{",
            #"{"CLIENT_BROKER_URLS": "mqtt://b", "RING_TIMEOUT_SECONDS": -1}"#, #"{"CLIENT_BROKER_URLS": "mqtt://b", "NONSENSE": 1}"#,
            #"{"CLIENT_BROKER_URLS": "mqtt://b", "CLIENT_SETTINGS_MAX_AGE_SECONDS": 9}"#,
        ]
        for content in contents {
            try Data(content.utf8).write(to: file)
            for _ in 0..<3 { watch.look() }
        }
        try FileManager.default.removeItem(at: file)
        for _ in 0..<3 { watch.look() }
        #expect(notes.read.withLock(\.self) == [["mqtt://a", "7"], ["mqtt://b", "7"]], "the environment goes before the file")
        #expect(notes.log.withLock(\.count) == 5, "each wrong content, and its absence, once")
        #expect(notes.log.withLock { $0.contains { $0.contains("CLIENT_BROKER_URLS") } })
    }
}
