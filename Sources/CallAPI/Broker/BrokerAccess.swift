/// How brokers that do not run our plugin find out who may do what (`docs/decisions/0023-brokers-without-the-plugin.md`).
public struct BrokerAccess: Hashable, Sendable {
    /// What brokers show to ask `/broker/auth` and `/broker/acl`; nil where these are not to be had.
    public var hookSecret: BrokerSecret?
    /// What the tokens of `/api/broker-token` are signed with; nil where these are not to be had.
    public var tokenSecret: BrokerSecret?
    /// User names that the broker itself decides about.
    public var accounts: Set<String>
    /// Whether the broker sees to it that members publish nothing but acknowledgements on topics of calls. Payloads are not shown to us, so
    /// without this nothing may be published there.
    public var isRingingVouchedFor: Bool

    /// The accounts of `topics/acl`.
    public static let usualAccounts: Set<String> = ["faithflow-system", "observer", "bridge"]

    /// Nothing of it, unless told otherwise.
    public init(
        hookSecret: BrokerSecret? = nil, tokenSecret: BrokerSecret? = nil, accounts: Set<String> = usualAccounts,
        isRingingVouchedFor: Bool = false
    ) {
        self.hookSecret = hookSecret
        self.tokenSecret = tokenSecret
        self.accounts = accounts
        self.isRingingVouchedFor = isRingingVouchedFor
    }
}
