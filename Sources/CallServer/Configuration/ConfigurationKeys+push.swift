import CallControl

extension ConfigurationKeys {
    static let pushCredentials = ConfigurationKey(
        "PUSH_CREDENTIALS_FILE", .readableFile,
        "With which credentials phones that sleep are woken, by church and vendor: a JSON file, as operations.md has it. Without it none are."
    )
    static let pushPolicy = ConfigurationKey(
        "PUSH_POLICY", ValueFormat<PushRules.Policy>.name, default: "absent",
        "`absent`: wake the phones of members of whom none has acknowledged the invite in time. `always`: wake everybody's, at once.")
    static let pushDelay = ConfigurationKey(
        "PUSH_DELAY_SECONDS", .seconds(0...30), default: "2",
        "How long phones have to acknowledge, unless it is known that none is connected.")

    static let push = ConfigurationSection(
        title: "Pushes", rows: [pushCredentials.description, pushPolicy.description, pushDelay.description])
}
