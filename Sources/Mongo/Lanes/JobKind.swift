/// What it means when a running job is given up.
enum JobKind: Sendable {
    /// Nothing is lost.
    case read
    /// The write may have happened.
    case write
    /// The caller's own code: it is never given up once it runs.
    case body
}
