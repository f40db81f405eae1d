import CallAPI

/// How webhooks are kept and sent.
struct WebhookOptions: Sendable, Hashable {
    /// What encrypts the secrets of endpoints; the first is in use.
    var keys: [Secret]
    /// What is allowed.
    var rules = WebhookRules()
    /// How long, and how often, it is tried.
    var patience = WebhookPatience()
}

extension WebhookOptions {
    /// `WEBHOOK_…`; nil where they are off.
    init?(reading reader: inout ConfigurationReader) {
        typealias Keys = ConfigurationKeys
        let texts = reader.read(Keys.webhookKeys) ?? []
        rules.isHTTPAllowed = reader.read(Keys.webhookHTTP, rules.isHTTPAllowed)
        rules.destinations = DestinationRules(allowing: reader.read(Keys.webhookNetworks, []))
        rules.secretOverlap = reader.read(Keys.webhookOverlap, rules.secretOverlap)
        patience.first = reader.read(Keys.webhookRetry, patience.first)
        patience.longest = reader.read(Keys.webhookLongestRetry, patience.longest)
        patience.limit = reader.read(Keys.webhookLimit, patience.limit)
        if texts.contains(where: { $0.utf8.count < WebhookVault.minimumKeyLength }) {
            reader.report(
                Keys.webhookKeys.name, found: "one has fewer than \(WebhookVault.minimumKeyLength) bytes",
                remedy: "set it to random ones (`openssl rand -hex 32` makes one)")
        }
        keys = texts.map(Secret.init)
        guard !keys.isEmpty else { return nil }
    }

    /// Opens and encrypts secrets. Nil only for options that were not read from a configuration.
    var vault: WebhookVault? { WebhookVault(keys: keys.map(\.text)) }
}
