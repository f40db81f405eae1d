/// Identifies a tenant. Everything a call touches belongs to exactly one.
public struct ChurchID: TextIdentifier {
    /// The id as text.
    public let rawValue: String

    /// An id from a trusted place, such as our own database.
    public init(_ rawValue: String) { self.rawValue = rawValue }
}
