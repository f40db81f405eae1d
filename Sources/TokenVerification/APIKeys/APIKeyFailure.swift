/// Why an API key does not let its bearer in.
public enum APIKeyFailure: Error, Sendable, Hashable {
    /// It has not the form of one, there is none of this id, or its secret is another.
    case unknown
    /// Its time is over.
    case expired
    /// It was good, and has been revoked.
    case revoked
    /// It may be good: the keys could not be read yet. Asking again may help.
    case undecidable
}
