import ServiceLifecycle

/// Runs an endless loop until the service is told to end, which is no error. What `body` throws otherwise is passed on.
func untilShutdown(_ body: @escaping @Sendable () async throws -> Void) async throws {
    do {
        try await cancelWhenGracefulShutdown(body)
    } catch is CancellationError {}  // the loop's wait was interrupted: told to end
}
