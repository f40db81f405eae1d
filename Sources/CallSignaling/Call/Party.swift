/// Who acts on a call: a member, on one of his devices.
public struct Party: Hashable, Sendable {
    /// The member, from the verified token.
    public let member: MemberID
    /// The device the request names.
    public let device: Device

    /// A party.
    public init(_ member: MemberID, on device: Device = .anonymous) {
        self.member = member
        self.device = device
    }
}
