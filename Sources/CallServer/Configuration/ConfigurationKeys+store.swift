extension ConfigurationKeys {
    static let storeKind = ConfigurationKey(
        "STORE", ValueFormat<StoreOptions.Kind>.name, default: "mongo",
        "Where calls are kept; `memory` is for trying out and forgets all at the end.")
    static let mongoURL = ConfigurationKey(
        "MONGO_URL", .address("mongodb", "mongodb+srv"), isSecret: true,
        "MongoDB's address, with user and password. Required with `STORE=mongo`.")
    static let databaseName = ConfigurationKey("DB_NAME", .databaseName, default: "faithflow", "Database.")
    static let retentionDays = ConfigurationKey(
        "CALL_RETENTION_DAYS", .integer(0...36_500), default: "0", "Days after its end that a call is deleted; 0 keeps all.")

    static let auditInterval = ConfigurationKey(
        "AUDIT_INTERVAL_SECONDS", .seconds(1...604_800), default: "3600",
        "How often it is proved that nobody is busy without a live call; at the start it always is.")

    static let store = ConfigurationSection(
        title: "Store",
        rows: [
            storeKind.description, mongoURL.description, databaseName.description, retentionDays.description, auditInterval.description,
        ])
}
