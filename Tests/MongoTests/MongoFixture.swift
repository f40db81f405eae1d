import BSON
import Foundation
import Logging
import Mongo
import TestSupport
import Testing

/// Clients and collections that exist for the length of one test.
enum MongoFixture {
    /// Few threads and much patience, since all tests run at once.
    static func configuration(_ uri: String) -> MongoConfiguration {
        var configuration = MongoConfiguration(uri: uri)
        configuration.readerThreads = 2
        configuration.writerThreads = 1
        configuration.operationTimeout = .seconds(30)
        configuration.socketTimeout = .seconds(25)
        return configuration
    }

    /// A client that is closed in the end.
    static func withClient<R>(
        _ uri: String, _ change: (inout MongoConfiguration) -> Void = { _ in }, _ body: (MongoClient) async throws -> R
    ) async throws -> R {
        var configuration = configuration(uri)
        change(&configuration)
        let client = try MongoClient(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// An empty collection of a database of its own, on the server that all tests share.
    static func withCollection<R>(
        _ change: (inout MongoConfiguration) -> Void = { _ in }, _ body: (MongoCollection, MongoClient) async throws -> R
    ) async throws -> R {
        try await TestMongod.shared().withDatabase { uri, name in
            try await withClient(uri, change) { client in try await body(client.database(name).collection("calls"), client) }
        }
    }

    /// The seconds that `body` took.
    static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let duration = try await ContinuousClock().measure(body).components
        return Double(duration.seconds) + Double(duration.attoseconds) / 1e18
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where there is no `mongod`, but fails in CI.
    static var needsMongod: Self {
        .enabled(if: TestMongod.isAvailable || ProcessInfo.processInfo.environment["CI"] != nil, "no mongod: set MONGOD or install it")
    }
}
