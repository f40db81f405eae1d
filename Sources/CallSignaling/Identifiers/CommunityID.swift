/// Identifies a community of a church, of which a group call may be part.
public struct CommunityID: TextIdentifier {
    /// The id as text.
    public let rawValue: String

    /// An id from a trusted place, such as our own database.
    public init(_ rawValue: String) { self.rawValue = rawValue }
}
