import CallAPI

extension BrokerAccess {
    /// `BROKER_…`. No two secrets may be the same, `signing` included: each is known to others, and what one of them signs must be good for nothing else.
    init(reading reader: inout ConfigurationReader, signing: [String]) {
        typealias Keys = ConfigurationKeys
        let (hook, token) = (reader.read(Keys.brokerHookSecret), reader.read(Keys.brokerTokenSecret))
        if let hook, signing.contains(hook) || hook == token {
            reader.report(
                Keys.brokerHookSecret.name, found: "the same as another secret", remedy: "set it to one of its own (`openssl rand -hex 32`)"
            )
        }
        if let token, signing.contains(token) {
            reader.report(
                Keys.brokerTokenSecret.name, found: "the same as a secret of bearer tokens",
                remedy: "set it to one of its own (`openssl rand -hex 32`)")
        }
        self.init(
            hookSecret: hook.flatMap(BrokerSecret.init), tokenSecret: token.flatMap(BrokerSecret.init),
            accounts: Set(reader.read(Keys.brokerHookAccounts, [])), isRingingVouchedFor: reader.read(Keys.brokerSeesRinging, false))
    }
}
