/// Identifies one phone or tab of a member, as its app names it in `X-Device-ID`.
public struct DeviceID: TextIdentifier {
    /// The id as text.
    public let rawValue: String

    /// An id from a trusted place, such as our own database.
    public init(_ rawValue: String) { self.rawValue = rawValue }
}
