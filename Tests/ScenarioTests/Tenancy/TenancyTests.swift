import CallAPI
import CallSignaling
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// Promise 4, cell by cell: every route and every topic, by everybody there is.
@Suite("Tenancy")
struct TenancyTests {
    @Test("of routes and topics is as expected, no cell missing", .timeLimit(.minutes(5)))
    func matrices() async throws {
        let broker = try await PluginBroker.start()
        defer { broker.remove() }
        let account = [
            "MQTT_USERNAME": PluginBroker.service, "MQTT_PASSWORD": PluginBroker.password, "REVOCATION_POLL_SECONDS": "0.2",
            "BROKER_HOOK_SECRET": "hooks-of-tenancy-hooks-of-tenancy-hooks",
            "RECORDING_OUTPUT": "disk",
            "LIVEKIT_API_URL": "http://127.0.0.1:9",  // where nobody is
            "TURN_URLS": "turn:turn.example.org", "TURN_SECRET": "turn-secret-of-tenancy-turn-secret-of-ten",
            "WEBHOOK_SECRET_KEYS": "webhooks-of-tenancy-webhooks-of-tenancy",
            "BROKER_TOKEN_SECRET": "tokens-of-tenancy-tokens-of-tenancy-tok",
        ]
        let deployment = try await Deployment.start(Scene.settings.merging(account) { $1 }, broker: broker)
        defer { deployment.stop() }
        let keys = try await ServiceKeys(in: deployment)
        try await Watch.run(at: broker) { watch in
            let routes = try await RouteMatrix(deployment: deployment, watch: watch, keys: keys).seen()
            for route in APIRoute.allCases {
                for asker in Asker.allCases {
                    #expect(routes[route]?[asker] == route.row.cells[asker], "\(route.method) \(route.path), \(asker.title)")
                }
            }
            let topics = try await TopicMatrix(broker: broker, watch: watch).seen()
            for row in TopicMatrix.rows {
                for client in BrokerClient.allCases {
                    let expected = row.topic.expected(row.use, by: client)
                    #expect(topics[row]?[client] == expected, "\(row.use.rawValue) \(row.topic.address), \(client.title)")
                }
            }
        }
    }

    @Test("is on the page as it is expected")
    func document() throws {
        if ProcessInfo.processInfo.environment["FAITHFLOW_WRITE_DOCUMENTS"] != nil {
            try Data(TenancyDocument.text.utf8).write(to: TenancyDocument.file)
        }
        let written = try String(contentsOf: TenancyDocument.file, encoding: .utf8)
        #expect(written == TenancyDocument.text, "FAITHFLOW_WRITE_DOCUMENTS=1 swift test --filter Tenancy writes it")
    }
}
