/// Whose word it is that a participant is connected.
public enum ConnectionKind: Sendable, Hashable, CaseIterable {
    /// The media server's: it sees his media, and so has the last word as soon as it has said anything of him.
    case media
    /// The broker's: his phone is online, or none of his is.
    case presence
}
