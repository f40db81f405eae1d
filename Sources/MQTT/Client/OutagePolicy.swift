/// What becomes of publishes that no connection takes.
public enum OutagePolicy: Sendable, Hashable {
    /// They are kept in memory and sent, in order, once there is a connection again.
    case resend
    /// They fail at once with `connectionLost`, so that their owner, who kept them, can decide which of them are still wanted. Where the session
    /// is kept (`isCleanStart` false), those handed to the library stay with it.
    ///
    /// Whatever waited longer than this for a free place, as behind a slow broker or in a process that was stopped, fails with `overdue`, and all behind
    /// it too: so nothing that old is ever sent.
    case fail(after: Duration)
}
