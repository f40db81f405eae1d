/// Why a database operation failed. Never contains credentials; messages of the server may contain data of documents.
public struct MongoError: Error, Sendable, Equatable {
    /// What went wrong.
    public enum Kind: Sendable, Equatable {
        /// The server refused; the code is one of MongoDB's error codes.
        case server(code: Int32)
        /// A unique index refused the write.
        case duplicateKey(DuplicateKey)
        /// The write was applied, but not confirmed as its write concern asks.
        case writeConcern(code: Int32)
        /// The connection failed, or could not be made.
        case network
        /// No answer in time, or the server gave up at `maxTime`.
        case timeout
        /// No usable server was found in time.
        case serverSelection
        /// The server did not accept the credentials.
        case authentication
        /// The task was cancelled before the work began.
        case cancelled
        /// Too much work is waiting already.
        case queueFull
        /// The client was closed.
        case closed
        /// The caller's arguments cannot be sent.
        case invalidArgument
        /// The answer makes no sense.
        case malformedReply
    }

    /// What went wrong.
    public let kind: Kind
    /// In words, for logs.
    public let message: String
    /// The server's code, when it answered with one.
    public let serverCode: Int32?
    /// The server's error labels, such as `RetryableWriteError`.
    public let labels: [String]
    /// Whether the write may have happened although it is reported as failed: the connection or the patience ended after it was sent.
    public let isUnknownWriteOutcome: Bool

    init(_ kind: Kind, _ message: String, serverCode: Int32? = nil, labels: [String] = [], isUnknownWriteOutcome: Bool = false) {
        self.kind = kind
        self.message = message
        self.serverCode = serverCode
        self.labels = labels
        self.isUnknownWriteOutcome = isUnknownWriteOutcome
    }

    /// What a unique index refused, when that is why.
    public var duplicateKey: DuplicateKey? {
        if case .duplicateKey(let key) = kind { key } else { nil }
    }

    /// Whether the database could not be reached or did not answer: the same operation may succeed later.
    public var isUnavailable: Bool {
        switch kind {
        case .network, .timeout, .serverSelection, .queueFull: true
        case .server(let code), .writeConcern(let code): Self.transientCodes.contains(code)
        default: false
        }
    }

    /// Codes of servers that shut down or hand over, from the retryable writes specification.
    static let transientCodes: Set<Int32> = [6, 7, 89, 91, 189, 262, 9_001, 10_107, 11_600, 11_602, 13_435, 13_436]
}

extension MongoError: CustomStringConvertible {
    /// The kind and the message.
    public var description: String { "\(name): \(message)" }

    private var name: String {
        switch kind {
        case .server(let code): "server error \(code)"
        case .duplicateKey: "duplicate key"
        case .writeConcern(let code): "write concern error \(code)"
        case .network: "network"
        case .timeout: "timeout"
        case .serverSelection: "no server"
        case .authentication: "authentication"
        case .cancelled: "cancelled"
        case .queueFull: "queue full"
        case .closed: "closed"
        case .invalidArgument: "invalid argument"
        case .malformedReply: "malformed reply"
        }
    }
}
