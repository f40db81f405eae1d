import BSON
public import CallControl
public import CallSignaling
public import Logging
public import Mongo
import Synchronization

/// Calls in MongoDB: one document each, in the collection `calls`.
///
/// Overview: every change is one atomic write of one document, so that it runs on a standalone server, a replica set, and a cluster sharded
/// by `church_id`. Writes go through `WriteQueue`s, readings of single calls for a change through a `ReadQueue`, others straight to the driver.
/// Concurrency: safe to use from anywhere, by any number of processes at once. The observer runs on a writer thread and must not block.
/// Invariants: what was answered as stored survives a crash of the database. When the outcome of a write cannot be found out,
/// `DependencyFailure` is thrown; that write may or may not have been done.
public final class MongoCallRepository: CallRepository {
    let calls: MongoCollection
    /// The same, for those who follow up changes.
    let followed: MongoCollection
    let logger: Logger
    /// By which this repository's calls and signals are known to be its own; unique among all there ever are.
    let owner: String
    let database: MongoDatabase
    let instance: String
    private let retentionSeconds: Int?
    private let isFollowed: Bool
    /// New calls do not wait for changes of others, nor these for them. Whose insertion is unanswered is changed by the first queue too, so that
    /// writes of one call are done, and told of, in their order.
    private let insertions: WriteQueue
    private let changes: WriteQueue
    /// How many writes of a call the first queue has.
    let young = Mutex<[CallKey: Int]>([:])
    let reads: ReadQueue
    private let isPrepared = Atomic(false)
    private let writer: String
    private let lastWrite = Atomic<Int>(0)
    private let renewals = Atomic<Int>(0)

    /// A repository in `database` of `client`; call `prepare` before its first use.
    ///
    /// `instance` names the process and those it succeeds. Calls are removed `retentionSeconds` after their end; nil keeps them. `isFollowed` has
    /// each change marked for those who follow it up (`FollowUpLedger`); they read and write through `aside`, where there is one, the same database by
    /// another client.
    public init(
        database: MongoDatabase, client: MongoClient, aside: MongoDatabase? = nil, instance: String, retentionSeconds: Int? = nil,
        isFollowed: Bool = false, logger: Logger, onCommit: @escaping @Sendable (Commit) -> Void
    ) {
        self.database = database
        self.instance = instance
        self.retentionSeconds = retentionSeconds
        self.isFollowed = isFollowed
        self.logger = logger
        writer = WriteMark.makeWriter()
        owner = "\(instance).\(writer)"
        calls = database.collection("calls")
        followed = (aside ?? database).collection("calls")
        reads = ReadQueue(calls: calls)
        insertions = WriteQueue(client: client, namespace: calls.namespace, onCommit: onCommit, logger: logger)
        changes = WriteQueue(client: client, namespace: calls.namespace, onCommit: onCommit, logger: logger)
    }

    /// Stores a new call; see the port. Without the busy lock, which `prepare` creates, two could ring one member: so not before that.
    public func insert(_ call: Call, outbox: [OutboxEntry]) async throws {
        guard isPrepared.load(ordering: .acquiring) else { throw DependencyFailure(.database, reason: "not prepared yet") }
        let write = CallWrite(inserting: Commit(call: call, signals: outbox), owner: owner, isFollowed: isFollowed, mark: nextMark())
        guard try await isStored(write) else { throw DuplicateCall(key: call.key) }
    }

    /// Compare-and-swap; see the port.
    public func replace(
        _ call: Call, expecting version: Int, knowing known: Call?, appending outbox: [OutboxEntry], after marks: [OutboxMark]
    ) async throws -> Bool {
        let commit = Commit(call: call, signals: outbox, outbox: marks)
        return try await isStored(
            CallWrite(replacing: version, knowing: known, with: commit, owner: owner, isFollowed: isFollowed, mark: nextMark()))
    }

    /// Takes signals out of their calls' outboxes, at most 256 calls a command.
    ///
    /// Not journaled: a discard that is lost in a crash has its signal delivered again, which every receiver must bear anyway.
    public func discardSignals(_ done: [DeliveredSignals]) async throws {
        let calls = calls.with(.primary)
        var rest = done.map(CallDocument.discarding)[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(256))
            rest = rest.dropFirst(256)
            let result = try await MongoFailure.translating { () throws(MongoError) in try await calls.bulkWrite(batch, isOrdered: false) }
            if let error = result.writeErrors.first?.error { throw MongoFailure.translated(error) }
        }
    }

    /// Creates the indexes that are missing, and sets how long calls are kept.
    public func prepare() async throws {
        try await MongoFailure.translating { () throws(MongoError) in
            try await CallIndexes.prepare(calls, in: database, retentionSeconds: retentionSeconds)
        }
        isPrepared.store(true, ordering: .releasing)
    }

    /// Asks the server for a sign of life.
    public func ping() async throws {
        try await MongoFailure.translating { () throws(MongoError) in try await database.ping() }
    }

    /// Once in about a minute of renewals.
    func isTimeForOrphans() -> Bool { renewals.wrappingAdd(1, ordering: .relaxed).newValue.isMultiple(of: 60) }

    private func nextMark() -> WriteMark { WriteMark(writer: writer, number: lastWrite.wrappingAdd(1, ordering: .relaxed).newValue) }

    private func isStored(_ write: CallWrite) async throws -> Bool {
        let isYoung = young.withLock { young in
            guard write.kind == .insert || young[write.key] != nil else { return false }
            young[write.key, default: 0] += 1
            return true
        }
        let outcome = await (isYoung ? insertions : changes).outcome(of: write)
        if isYoung { young.withLock { $0[write.key] = $0[write.key].flatMap { $0 > 1 ? $0 - 1 : nil } } }
        switch outcome {
        case .stored: return true
        case .lost: return false
        case .failed(let error): throw error
        }
    }
}
