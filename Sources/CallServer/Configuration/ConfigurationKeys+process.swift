import CallSignaling

extension ConfigurationKeys {
    static let instanceID = ConfigurationKey(
        "INSTANCE_ID", .text("1–128 of `A–Z a–z 0–9 _ - . : @`", where: IdentifierRules.allows), note: "random, new at each start",
        "Names this process among others of the same service.")
    static let logLevel = ConfigurationKey("LOG_LEVEL", .logLevel, default: "info", "Least level that is logged.")
    static let logFormat = ConfigurationKey(
        "LOG_FORMAT", ValueFormat<LogOptions.Format>.name, default: "text", "Lines for people, or one JSON object a line.")

    static let process = ConfigurationSection(
        title: "Process", rows: [instanceID.description, logLevel.description, logFormat.description])
}
