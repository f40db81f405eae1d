/// Where calls are kept.
struct StoreOptions: Sendable, Hashable {
    /// The kinds of store.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        /// MongoDB.
        case mongo
        /// This process; for trying out.
        case memory
    }

    /// Which kind.
    var kind: Kind
    /// MongoDB's address; nil only with `memory`.
    var url: Secret?
    /// Its database.
    var database: String
    /// Days after its end that a call is deleted; nil keeps all.
    var retentionDays: Int?
    /// Seconds between audits of the busy lock.
    var auditInterval = 3_600.0
}

extension StoreOptions {
    /// `STORE`, `MONGO_URL`, `DB_NAME`, `CALL_RETENTION_DAYS`, `AUDIT_INTERVAL_SECONDS`.
    init(reading reader: inout ConfigurationReader) {
        kind = reader.read(ConfigurationKeys.storeKind, .mongo)
        url = reader.read(ConfigurationKeys.mongoURL).map(Secret.init)
        database = reader.read(ConfigurationKeys.databaseName, "faithflow")
        let days = reader.read(ConfigurationKeys.retentionDays, 0)
        retentionDays = days > 0 ? days : nil
        auditInterval = reader.read(ConfigurationKeys.auditInterval, auditInterval)
        if kind == .mongo, !reader.isSet(ConfigurationKeys.mongoURL) {
            reader.report(
                ConfigurationKeys.mongoURL.name, found: "not set", remedy: "set it to MongoDB's address, or STORE to memory for trying out")
        }
    }
}
