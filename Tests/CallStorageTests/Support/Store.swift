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
    let log = CommitLog()
    let client: MongoClient
    let database: MongoDatabase

    var calls: MongoCollection { database.collection("calls") }

    /// A prepared store.
    init(
        client: MongoClient, database name: String, instance: String = "one", retentionSeconds: Int? = nil, isFollowed: Bool = false
    ) async throws {
        self.client = client
        database = client.database(name)
        repository = MongoCallRepository(
            database: database, client: client, instance: instance, retentionSeconds: retentionSeconds, isFollowed: isFollowed,
            logger: Self.logger, onCommit: log.append)
        try await repository.prepare()
    }

    static func makeClient(_ uri: String) throws -> MongoClient {
        var configuration = MongoConfiguration(uri: uri)
        configuration.readerThreads = 4
        configuration.writerThreads = 4
        return try MongoClient(configuration, logger: logger)
    }

    /// As many stores as the shared client has writer threads.
    static let gate = Gate(limit: 4)

    /// One client for all tests on the shared server.
    static func sharedClient() async throws -> MongoClient { try await sharedClientStart.value }

    // Unstructured because no test owns it: all wait for the same start.
    private static let sharedClientStart = Task { try makeClient(try await TestMongod.shared().uri) }

    private static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}

/// Hands `body` an empty database of its own on the shared server.
func withMongoDatabase(_ body: (MongoDatabase) async throws -> Void) async throws {
    let client = try await MongoStore.sharedClient()
    let server = try await TestMongod.shared()
    try await MongoStore.gate.pass {
        try await server.withDatabase { _, name in
            try await body(client.database(name))
            try await client.database(name).drop()
        }
    }
}

/// Hands `body` an empty store in a database of its own on the shared server.
func withMongoStore(_ body: (MongoStore) async throws -> Void) async throws {
    let client = try await MongoStore.sharedClient()
    try await withMongoDatabase { try await body(try await MongoStore(client: client, database: $0.name)) }
}
