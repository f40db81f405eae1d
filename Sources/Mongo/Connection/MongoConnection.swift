public import BSON
import CMongoC

/// A connection lent to one thread for the length of one closure. All of its methods block.
///
/// It cannot be copied or kept: libmongoc's clients are not thread-safe.
public struct MongoConnection: ~Copyable {
    let client: OpaquePointer
    private let socketTimeout: Duration

    private static let readCommands: Set<String> = [
        "ping", "hello", "isMaster", "find", "count", "distinct", "explain", "listIndexes", "listCollections", "listDatabases",
        "buildInfo", "serverStatus", "dbStats", "collStats", "getParameter", "connectionStatus", "currentOp",
    ]

    init(client: OpaquePointer, socketTimeout: Duration) {
        self.client = client
        self.socketTimeout = socketTimeout
    }

    /// Runs one command on the primary and returns its whole answer. Not retried.
    ///
    /// - Throws: `server` or `duplicateKey` when the command failed as a whole, `writeConcern` when it was not confirmed. Errors of
    ///   single statements of `insert`, `update` and `delete` are in the answer (`writeErrors`), as the server gave them.
    public func runCommand(_ command: BSONDocument, database: String) throws(MongoError) -> BSONDocument {
        let reply = try runUnconfirmed(command, database: database)
        if let error = MongoError(writeConcernIn: reply) { throw error }
        return reply
    }

    /// As `runCommand`, but leaves a write concern error in the answer.
    func runUnconfirmed(_ command: BSONDocument, database: String) throws(MongoError) -> BSONDocument {
        try MongoNamespace.check(database: database)
        let start = ContinuousClock.now
        var error = bson_error_t()
        var bytes = cmongo_bytes()
        let succeeded = cmongo_command(client, database, command.bytes, command.bytes.count, &bytes, &error)
        let reply = Self.take(bytes)
        // With "ok: 1" the command was carried out; errors of its statements are for the caller to read.
        if succeeded || reply["ok"]?.double == 1 { return reply }
        throw failure(error, reply: reply, since: start, mayHaveWritten: Self.mayWrite(command))
    }

    /// Whether a command may change something; unknown ones may.
    static func mayWrite(_ command: BSONDocument) -> Bool {
        var elements = command.elements.makeIterator()
        return elements.next().map { !readCommands.contains($0.key) } ?? false
    }

    /// What libmongoc reports as an error of ours.
    func failure(_ error: bson_error_t, reply: BSONDocument?, since start: ContinuousClock.Instant, mayHaveWritten: Bool) -> MongoError {
        // The library waits in whole milliseconds, so it may come back a little early.
        let timedOut = start.duration(to: .now) >= socketTimeout * 0.98
        return MongoError(driver: error, reply: reply, timedOut: timedOut, mayHaveWritten: mayHaveWritten)
    }

    /// Takes over an answer's bytes and frees libbson's.
    private static func take(_ bytes: cmongo_bytes) -> BSONDocument {
        guard let data = bytes.data else { return BSONDocument() }
        defer { bson_free(data) }
        return BSONDocument(trusted: Array(UnsafeBufferPointer(start: data, count: Int(bytes.length))))
    }
}
