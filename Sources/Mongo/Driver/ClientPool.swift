import CMongoC
import Logging
import Synchronization

/// libmongoc's pool of clients, one for each worker thread. All clients share one view of the cluster, kept by a monitor thread.
///
/// Concurrency: safe on any thread; a client is used by one thread at a time. Lifecycle: all clients are back before `close`.
final class ClientPool: Sendable {
    /// A pointer that libmongoc documents as usable from any thread (`mongoc_client_pool_t`).
    private struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// How long a socket waits, from the connection string.
    let socketTimeout: Duration
    private let handle: Mutex<Handle?>

    /// Connects to nothing yet: the first operation does.
    init(_ configuration: MongoConfiguration, logger: Logger) throws(MongoError) {
        DriverLibrary.prepare(logger)
        let uri = try ConnectionString.parse(configuration)
        defer { mongoc_uri_destroy(uri) }
        var error = bson_error_t()
        guard let pool = mongoc_client_pool_new_with_error(uri, &error) else {
            throw MongoError(driver: error, reply: nil, timedOut: false, mayHaveWritten: false)
        }
        mongoc_client_pool_set_error_api(pool, MONGOC_ERROR_API_VERSION_2)
        socketTimeout = .milliseconds(mongoc_uri_get_option_as_int32(uri, MONGOC_URI_SOCKETTIMEOUTMS, 4_000))
        handle = Mutex(Handle(pointer: pool))
    }

    deinit { close() }

    /// Lends a client to `body` on the calling thread. There are as many clients as threads, so this never waits.
    func withConnection<R>(_ body: (borrowing MongoConnection) throws(MongoError) -> R) throws(MongoError) -> R {
        guard let pool = handle.withLock({ $0 })?.pointer, let client = mongoc_client_pool_pop(pool) else {
            throw MongoError(.closed, "the client is closed")
        }
        defer { mongoc_client_pool_push(pool, client) }
        return try body(MongoConnection(client: client, socketTimeout: socketTimeout))
    }

    /// Closes all connections and ends the monitor. Blocks shortly. Doing it again has no effect.
    func close() {
        let handle = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let handle { mongoc_client_pool_destroy(handle.pointer) }
    }
}
