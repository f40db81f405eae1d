/// The name a member gave to a request of his, so that he may make it again: unique among his own, within his church.
public struct RequestKey: Hashable, Sendable {
    /// Whose request it is.
    public let member: MemberID
    /// The name, as he chose it.
    public let text: String

    /// A key.
    public init(_ text: String, of member: MemberID) {
        self.text = text
        self.member = member
    }
}

/// A request that its sender named.
public struct KeyedRequest: Hashable, Sendable {
    /// Its name.
    public let key: RequestKey
    /// What was asked, in short: two requests are the same exactly if this is.
    public let fingerprint: String

    /// A request.
    public init(_ key: RequestKey, fingerprint: String) {
        self.key = key
        self.fingerprint = fingerprint
    }
}
