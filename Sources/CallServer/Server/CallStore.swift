import CallControl
import CallStorage
import Logging
import Mongo
import ServiceLifecycle
import TokenVerification

/// The store in use, and how to take leave of it.
struct CallStore: Sendable {
    /// The calls.
    let repository: any CallRepository & BusyLock & FollowUpLedger
    /// What is to be done outside for them.
    let errands: any ErrandQueue
    /// The members.
    let directory: any MemberDirectory
    /// Which tokens are revoked.
    let revocations: any RevocationStore
    /// The keys of back ends.
    let keys: any APIKeyStore
    /// The members' wishes.
    let preferences: any PreferenceRepository
    /// The members' devices.
    let devices: any DeviceDirectory
    /// Reports of participants' connections.
    let quality: any QualityStore
    /// The numbers of what participants tell one another.
    let pairs: any PairSequence
    /// Where churches want to be told of their calls.
    let webhooks: any WebhookStore
    /// What they did not take.
    let deadLetters: any DeadLetterStore
    /// The connection to MongoDB, if that is the store.
    let client: MongoClient?
    /// That of what is done outside: with threads of its own it holds up no call, however much there is of it.
    private let aside: MongoClient?

    /// Connections for what is done outside: enough, since nobody waits for it.
    private static let asideThreads = 2

    /// The store of `options`. Connects to nothing yet: a database that is down keeps nobody from starting.
    ///
    /// `isFollowed` has changes of calls marked for those who follow them up; `onErrand` hears what errands are added here.
    /// Throws `MongoError.invalidArgument` when the address is malformed.
    init(
        _ options: StoreOptions, instance: String, clock: any CallClock, isFollowed: Bool = false, logger: Logger,
        onCommit: @escaping @Sendable (Commit) -> Void, onErrand: @escaping @Sendable (Set<ErrandKind>) -> Void = { _ in }
    ) throws {
        guard options.kind == .mongo, let url = options.url else {
            repository = MemoryCallRepository(onCommit: onCommit)
            errands = MemoryErrandQueue(onAdd: onErrand)
            directory = OpenMemberDirectory()
            revocations = MemoryRevocationStore()
            keys = MemoryAPIKeyStore()
            preferences = MemoryPreferenceRepository()
            devices = MemoryDeviceDirectory()
            quality = MemoryQualityStore(clock: clock)
            pairs = MemoryPairSequence()
            webhooks = MemoryWebhookStore()
            deadLetters = MemoryDeadLetterStore()
            (client, aside) = (nil, nil)
            return
        }
        let client = try MongoClient(MongoConfiguration(uri: url.text), logger: logger)
        let aside = try Self.makeAside(url.text, logger)
        let (database, outside) = (client.database(options.database), aside.database(options.database))
        repository = MongoCallRepository(
            database: database, client: client, aside: outside, instance: instance,
            retentionSeconds: options.retentionDays.map { $0 * 86_400 },
            isFollowed: isFollowed, logger: logger, onCommit: onCommit)
        errands = MongoErrandQueue(database: outside, onAdd: onErrand)
        directory = CachedMemberDirectory(wrapping: MongoMemberDirectory(database: database), clock: clock)
        revocations = MongoRevocationStore(database: database)
        keys = MongoAPIKeyStore(database: database)
        preferences = CachedPreferenceRepository(wrapping: MongoPreferenceRepository(database: database), clock: clock)
        devices = MongoDeviceDirectory(database: database)
        quality = MongoQualityStore(database: database)
        pairs = MongoPairSequence(database: database)
        webhooks = CachedWebhookStore(wrapping: MongoWebhookStore(database: database), clock: clock)
        deadLetters = MongoDeadLetterStore(database: database)
        (self.client, self.aside) = (client, aside)
    }

    private static func makeAside(_ uri: String, _ logger: Logger) throws -> MongoClient {
        var configuration = MongoConfiguration(uri: uri)
        (configuration.readerThreads, configuration.writerThreads) = (asideThreads, asideThreads)
        return try MongoClient(configuration, logger: logger)
    }

    /// Ends the connections.
    func close() async {
        await aside?.close()
        await client?.close()
    }
}

/// Keeps the store's connections until all who use them are done.
struct StoreService: Service {
    let store: CallStore

    /// Waits to be shut down, then closes.
    func run() async throws {
        try? await gracefulShutdown()  // throws when cancelled, which is another way to be told to end
        await store.close()
    }
}
