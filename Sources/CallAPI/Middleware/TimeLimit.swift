/// Something took longer than it may.
struct TimeLimitExceeded: Error, Equatable {}

/// What `work` returns or throws; `TimeLimitExceeded` when it has done neither within `limit`. It is cancelled then, and not waited for.
func withTimeLimit<Value: Sendable>(
    _ limit: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let (outcomes, continuation) = AsyncStream.makeStream(of: Result<Value, any Error>.self, bufferingPolicy: .bufferingOldest(1))
    // Unstructured, both: a task group would wait for work that does not heed its cancellation.
    let worker = Task {
        do {
            continuation.yield(.success(try await work()))
        } catch {
            continuation.yield(.failure(error))
        }
    }
    let timer = Task {
        try await Task.sleep(for: limit)
        continuation.yield(.failure(TimeLimitExceeded()))
    }
    defer {
        worker.cancel()
        timer.cancel()
    }
    for await outcome in outcomes { return try outcome.get() }
    throw CancellationError()
}
