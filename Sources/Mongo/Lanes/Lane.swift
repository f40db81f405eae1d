/// Which threads run an operation.
///
/// Each lane has threads and a queue of its own, so that slow reads never hold up writes. A lane starts work in the order it came;
/// with more than one thread, work that started later may end earlier.
public enum Lane: Sendable, CaseIterable {
    /// The reader threads.
    case read
    /// The writer threads.
    case write
}
