extension ConfigurationKeys {
    static let webhookKeys = ConfigurationKey(
        "WEBHOOK_SECRET_KEYS", .list("secrets of at least 32 bytes"), note: "webhooks are off", isSecret: true,
        "Encrypts the signing secrets of webhooks in the database. The first encrypts, each opens what it encrypted; so it can be replaced."
    )
    static let webhookHTTP = ConfigurationKey(
        "WEBHOOK_HTTP_ALLOWED", .boolean, default: "false", "Whether webhooks may go to `http` addresses.")
    static let webhookNetworks = ConfigurationKey(
        "WEBHOOK_ALLOWED_NETWORKS", .addressBlocks, default: "none",
        "Networks that webhooks may go to although they are not of the public Internet, such as `10.1.2.0/24`.")
    static let webhookOverlap = ConfigurationKey(
        "WEBHOOK_SECRET_OVERLAP_SECONDS", .seconds(0...2_592_000), default: "86400",
        "How long a signing secret that was replaced goes on signing beside the new one.")

    static let webhookRetry = ConfigurationKey(
        "WEBHOOK_RETRY_SECONDS", .seconds(0.01...3_600), default: "5",
        "When a message is tried again that was not taken; the pauses double from there, and vary by a half.")
    static let webhookLongestRetry = ConfigurationKey(
        "WEBHOOK_RETRY_MAX_SECONDS", .seconds(0.01...86_400), default: "3600", "Longest pause between two attempts.")
    static let webhookLimit = ConfigurationKey(
        "WEBHOOK_GIVE_UP_SECONDS", .seconds(0.1...2_592_000), default: "86400",
        "How long after the first attempt a message is given up and becomes a dead letter, which is kept for 30 days.")

    static let webhooks = ConfigurationSection(
        title: "Webhooks",
        rows: [
            webhookKeys.description, webhookHTTP.description, webhookNetworks.description, webhookOverlap.description,
            webhookRetry.description, webhookLongestRetry.description, webhookLimit.description,
        ])
}
