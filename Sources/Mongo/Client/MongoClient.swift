import BSON
public import Logging

/// The way to a MongoDB server, replica set or sharded cluster, over libmongoc.
///
/// Overview: two lanes of threads, readers and writers; each piece of work blocks one thread and uses one connection.
/// Concurrency: everything may be called from any task. A cancelled task's work is dropped while it waits for a thread.
/// Lifecycle: connects at the first operation and whenever it must; lost servers are found again by themselves. Call `close` at the
/// end. Every operation ends within `MongoConfiguration.operationTimeout`.
public final class MongoClient: Sendable {
    private let pool: ClientPool
    private let readers: WorkerLane
    private let writers: WorkerLane

    /// Starts the threads, and connects to nothing yet.
    ///
    /// - Throws: `invalidArgument` when the connection string is malformed. The error does not quote it.
    public init(_ configuration: MongoConfiguration, logger: Logger) throws(MongoError) {
        pool = try ClientPool(configuration, logger: logger)
        let watch = DeadlineWatch(limit: configuration.operationTimeout)
        readers = WorkerLane(threads: configuration.readerThreads, queueLimit: configuration.queueLimit, pool: pool, watch: watch)
        writers = WorkerLane(threads: configuration.writerThreads, queueLimit: configuration.queueLimit, pool: pool, watch: watch)
    }

    /// A database by name; it need not exist.
    public func database(_ name: String) -> MongoDatabase { MongoDatabase(name: name, client: self) }

    /// How many operations wait for a thread of `lane`.
    public func waitingOperations(on lane: Lane) -> Int { self.lane(lane).waiting }

    /// Runs `body` on a writer thread with that thread's connection, so that it can run many commands in a row without changing threads.
    ///
    /// `body` may block. It is dropped while it waits when the task is cancelled, and not started after `operationTimeout`; once
    /// started it always ends by itself.
    ///
    /// - Throws: what `body` throws, or `MongoError` (`cancelled`, `timeout`, `queueFull`, `closed`) when it was not started.
    public func withWriter<R: Sendable>(_ body: @escaping @Sendable (borrowing MongoConnection) throws -> R) async throws -> R {
        let outcome = try await writers.run(.body) { connection -> Result<R, any Error> in
            do {
                return .success(try body(connection))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// Lets running operations end, answers waiting ones with `closed`, and closes all connections. Later operations get `closed`.
    public func close() async {
        await readers.close()
        await writers.close()
        pool.close()
    }

    /// Runs a read, and once more when the connection failed: a connection that the server closed is noticed only by using it.
    func read<R: Sendable>(
        _ body: @escaping @Sendable (borrowing MongoConnection) throws(MongoError) -> R
    ) async throws(MongoError) -> R {
        do {
            return try await readers.run(.read, body)
        } catch {
            guard error.kind == .network else { throw error }
            return try await readers.run(.read, body)
        }
    }

    /// Runs work on `lane`, once.
    func run<R: Sendable>(
        on lane: Lane, _ kind: JobKind, _ body: @escaping @Sendable (borrowing MongoConnection) throws(MongoError) -> R
    ) async throws(MongoError) -> R {
        try await self.lane(lane).run(kind, body)
    }

    private func lane(_ lane: Lane) -> WorkerLane {
        switch lane {
        case .read: readers
        case .write: writers
        }
    }
}
