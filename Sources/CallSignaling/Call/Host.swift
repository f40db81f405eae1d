/// Who acts on the parts of others: the call's caller while he is in, or an administrator of its church, whether or not he takes part.
public struct Host: Hashable, Sendable {
    /// Who.
    public let member: MemberID
    /// Whether he is an administrator, by his verified token.
    public let isAdministrator: Bool

    /// A host.
    public init(_ member: MemberID, isAdministrator: Bool = false) {
        self.member = member
        self.isAdministrator = isAdministrator
    }
}
