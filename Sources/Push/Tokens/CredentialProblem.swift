/// Credentials that are of no use, and why; never the credentials.
public struct CredentialProblem: Error, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}
