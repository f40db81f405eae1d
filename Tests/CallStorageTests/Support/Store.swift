import CallControl
import Foundation
import Logging
import Mongo
import Synchronization
import TestSupport
import Testing

@testable import CallStorage

/// The repositories that the contract is tried on.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case memory, mongo

    /// All of them; without the database only where it cannot be expected.
    static let tested: [StoreKind] = Service.hasMongod ? allCases : [.memory]

    var testDescription: String { rawValue }
}

/// What the tests need of the machine.
enum Service {
    /// Whether tests with a database run. In CI they always do, and fail without it.
    static let hasMongod = TestMongod.isAvailable || ProcessInfo.processInfo.environment["CI"] != nil
}

/// A repository under test and what it told its observer.
struct Store {
    let repository: any CallRepository
    let log: CommitLog
}

/// Hands `body` an empty store of its own.
func withStore(_ kind: StoreKind, _ body: (Store) async throws -> Void) async throws {
    switch kind {
    case .memory:
        let log = CommitLog()
        try await body(Store(repository: MemoryCallRepository(onCommit: log.append), log: log))
    case .mongo:
        try await withMongoStore { try await body(Store(repository: $0.repository, log: $0.log)) }
    }
}

/// A repository in MongoDB and the ways to look behind it.
struct MongoStore {
    let repository: MongoCallRepository
    let log: CommitLog
    let client: MongoClient
    let database: MongoDatabase

    var calls: MongoCollection { database.collection("calls") }

    /// A prepared store in a database of `server`, the shared one by default.
    init(uri: String, database name: String, instance: String = "one", retentionSeconds: Int? = nil) async throws {
        var configuration = MongoConfiguration(uri: uri)
        configuration.readerThreads = 2
        let log = CommitLog()
        self.log = log
        client = try MongoClient(configuration, logger: Self.logger)
        database = client.database(name)
        repository = MongoCallRepository(
            database: database, client: client, instance: instance, retentionSeconds: retentionSeconds, logger: Self.logger,
            onCommit: log.append)
        try await repository.prepare()
    }

    private static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}

/// Hands `body` an empty store in a database of its own.
func withMongoStore(on server: TestMongod? = nil, _ body: (MongoStore) async throws -> Void) async throws {
    let shared = if let server { server } else { try await TestMongod.shared() }
    try await shared.withDatabase { uri, name in
        let store = try await MongoStore(uri: uri, database: name)
        do {
            try await body(store)
            await store.client.close()
        } catch {
            await store.client.close()
            throw error
        }
    }
}
