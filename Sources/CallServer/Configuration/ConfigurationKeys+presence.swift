extension ConfigurationKeys {
    static let presenceExpiry = ConfigurationKey(
        "PRESENCE_EXPIRY_SECONDS", .seconds(60...2_592_000), default: "86400",
        "How long a member counts as online whose app has said so and nothing since, as after a broker that died without publishing last wills."
    )
    static let presenceMembers = ConfigurationKey(
        "PRESENCE_MAX_MEMBERS_PER_CHURCH", .integer(1...100_000), default: "10000",
        "Most members of one church whose presence is remembered; of all churches together twenty times as many.")

    static let presencePublishesCalls = ConfigurationKey(
        "PRESENCE_PUBLISH_CALLS", .boolean, default: "false",
        "Whether to publish, retained, who is in a call, to everybody of his church; who compares it with a call that is refused as busy can then tell that he is kept away."
    )

    static let presenceEndsCalls = ConfigurationKey(
        "PRESENCE_ENDS_CALLS", .boolean, default: "false",
        "Whether a participant whose phone goes offline is waited for, and has then left. Only for apps that do not go offline in the middle of a call, as when their screen is locked."
    )

    static let presence = ConfigurationSection(
        title: "Presence",
        rows: [
            presenceExpiry.description, presenceMembers.description, presencePublishesCalls.description, presenceEndsCalls.description,
        ])
}
