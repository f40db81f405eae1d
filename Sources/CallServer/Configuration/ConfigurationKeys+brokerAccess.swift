import CallAPI

extension ConfigurationKeys {
    static let brokerHookSecret = ConfigurationKey(
        "BROKER_HOOK_SECRET", .text(minimumBytes: BrokerSecret.minimumLength), isSecret: true,
        "What a broker shows to ask `/broker/auth` and `/broker/acl`. Without it there is nothing at these addresses.")
    static let brokerTokenSecret = ConfigurationKey(
        "BROKER_TOKEN_SECRET", .text(minimumBytes: BrokerSecret.minimumLength), isSecret: true,
        "What the tokens of `/api/broker-token` are signed with (HS256); none of the other secrets. Without it there are none.")
    static let brokerHookAccounts = ConfigurationKey(
        "BROKER_HOOK_ACCOUNTS", .list("user names"), default: "faithflow-system,observer,bridge",
        "User names that the broker itself decides about: both hooks answer `ignore`. No member should have such an id.")
    static let brokerSeesRinging = ConfigurationKey(
        "BROKER_CHECKS_RINGING", .boolean, default: "false",
        "Whether the broker itself lets members publish nothing but their own `call_ringing` on topics of calls. Brokers do not show payloads to the hooks, so without this nothing may be published there."
    )

    static let brokerAccess = ConfigurationSection(
        title: "Brokers without the plugin",
        rows: [
            brokerHookSecret.description, brokerTokenSecret.description, brokerHookAccounts.description, brokerSeesRinging.description,
        ])
}
