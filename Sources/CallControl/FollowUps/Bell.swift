/// Wakes one who waits. Rings while he is busy are one ring when he waits again.
struct Bell: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Wakes him; never blocks.
    func ring() { continuation.yield() }

    /// Waits for a ring since the last. Throws `CancellationError`.
    func wait() async throws {
        var iterator = stream.makeAsyncIterator()
        await iterator.next()
        try Task.checkCancellation()
    }
}
