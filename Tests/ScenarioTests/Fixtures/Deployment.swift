import BSON
import Foundation
import Mongo
import TestSupport

/// A whole installation: a broker, a database and a service, all its own but the database server.
struct Deployment: Sendable {
    let broker: TestMosquitto
    let database: String
    let mongoURI: String
    let service: TestService

    static let secret = "scenario-secret-scenario-secret-scenario"

    /// A broker that drops nothing, so that the witness misses nothing.
    static func startBroker() async throws -> TestMosquitto { try await TestMosquitto.start(configuration: "max_queued_messages 0") }

    /// Starts one; `environment` adds to the service's.
    static func start(
        _ environment: [String: String] = [:], mongoURI: String? = nil, broker: TestMosquitto? = nil
    ) async throws -> Deployment {
        let broker = if let broker { broker } else { try await startBroker() }
        let uri = if let mongoURI { mongoURI } else { try await TestMongod.shared().uri }
        let database = "scenario_" + UUID().uuidString.replacing("-", with: "").prefix(16).lowercased()
        var variables = [
            "JWT_SECRET_KEY": secret, "MONGO_URL": uri, "DB_NAME": database, "MQTT_BROKER_HOST": "127.0.0.1",
            "MQTT_BROKER_PORT": "\(broker.port)", "LOG_LEVEL": "warning", "LIVEKIT_URL": "wss://livekit.example.org",
            "LIVEKIT_API_KEY": "scenario", "LIVEKIT_API_SECRET": "livekit-secret-livekit-secret-livekit", "RATE_LIMIT_ENABLED": "false",
        ]
        variables.merge(environment) { $1 }
        let service = try await TestService.start(variables)
        return Deployment(broker: broker, database: database, mongoURI: uri, service: service)
    }

    /// The one most scenarios share, with the product's own time limits. Each uses a church of its own.
    static let standard = SharedDeployment([:])
    /// One whose calls ring for 3 seconds, connect for 5 and last 8. Little can be done in 3 seconds on a slow machine.
    static let hasty = SharedDeployment(["RING_TIMEOUT_SECONDS": "3", "CONNECT_TIMEOUT_SECONDS": "5", "MAX_CALL_SECONDS": "8"])

    /// One whose calls ring for 12 seconds: long enough for several to answer.
    static let leisurely = SharedDeployment(["RING_TIMEOUT_SECONDS": "12"])

    /// The same with another service process, such as a restarted one.
    func with(_ service: TestService) -> Deployment {
        Deployment(broker: broker, database: database, mongoURI: mongoURI, service: service)
    }

    /// Stops what this deployment alone uses.
    func stop() {
        service.process.stop()
        broker.stop()
    }

    /// Waits until the broker has all signals of `church` and the store none of them any more.
    func awaitDelivery(_ church: Church) async throws {
        let waiting: BSONDocument = ["church_id": .string(church.id), "outbox.0": ["$exists": true]]
        while try await church.collection("calls").count(waiting) > 0 { try await letTimePass(until: Date().addingTimeInterval(0.02)) }
    }
}

/// A deployment that is started by the first who asks, once.
actor SharedDeployment {
    private let environment: [String: String]
    private var starting: Task<Deployment, any Error>?

    init(_ environment: [String: String]) { self.environment = environment }

    /// The deployment, started if need be.
    func deployment() async throws -> Deployment {
        let task = starting ?? Task { [environment] in try await Deployment.start(environment) }  // shared by all who ask
        starting = task
        return try await task.value
    }
}

/// Runs `body` with a deployment and a database of its own, whose answers the proxy between them can lose.
func withLossyDatabase<R>(_ body: (Deployment, LossyProxy) async throws -> R) async throws -> R {
    let mongod = try await TestMongod.start(replicaSet: true)
    defer { mongod.stop() }
    let proxy = try LossyProxy(before: mongod.port)
    defer { proxy.close() }
    return try await withDeployment(mongoURI: "mongodb://127.0.0.1:\(proxy.port)/?directConnection=true") { try await body($0, proxy) }
}

/// Runs `body` with a deployment of its own.
func withDeployment<R>(
    _ environment: [String: String] = [:], mongoURI: String? = nil, _ body: (Deployment) async throws -> R
) async throws -> R {
    let deployment = try await Deployment.start(environment, mongoURI: mongoURI)
    defer { deployment.stop() }
    return try await body(deployment)
}
