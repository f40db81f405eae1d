/// Where the database is and how long to wait for it.
///
/// Timeouts are bounds for each part; `operationTimeout` bounds the whole and is what callers feel.
public struct MongoConfiguration: Sendable {
    /// The connection string (`mongodb://…`), secret: it may hold credentials. What it says about timeouts wins over the fields below.
    public var uri: String
    /// How many reads run at once; each thread has a connection of its own.
    public var readerThreads = 6
    /// How many writes run at once.
    public var writerThreads = 4
    /// How many operations may wait in each lane; more get `MongoError.Kind.queueFull`.
    public var queueLimit = 10_000
    /// How long an operation may take, waiting for a thread included. Then the caller gets `timeout`, while the thread goes on to its
    /// own end. `withWriter` is bounded only while it waits.
    public var operationTimeout: Duration = .milliseconds(4_500)
    /// How long to look for a usable server.
    public var serverSelectionTimeout: Duration = .seconds(3)
    /// How long connecting and shaking hands may take; also how soon a silent server is noticed by the monitor.
    public var connectTimeout: Duration = .seconds(2)
    /// How long to wait for bytes of an answer. Keep it longer than the slowest command.
    public var socketTimeout: Duration = .seconds(4)
    /// How the server's log names this client; at most 128 bytes.
    public var applicationName = "faithflow-calls"

    /// A configuration with the defaults.
    public init(uri: String) { self.uri = uri }
}

extension MongoConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The connection string without credentials.
    public var description: String { Redaction.redact(uri) }

    /// As `description`.
    public var debugDescription: String { description }

    /// Shows no credentials either.
    public var customMirror: Mirror { Mirror(self, children: ["uri": description]) }
}
