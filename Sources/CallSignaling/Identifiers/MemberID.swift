/// Identifies a person within a church.
public struct MemberID: TextIdentifier {
    /// The id as text.
    public let rawValue: String

    /// An id from a trusted place, such as our own database.
    public init(_ rawValue: String) { self.rawValue = rawValue }
}
