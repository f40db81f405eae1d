import CallControl
import ServiceLifecycle

/// A service that goes by the time, and therefore starts once it is known what time it is.
struct ClockedService: Service {
    let service: any Service
    let clock: DatabaseClock

    /// Waits for the clock's first setting, then runs the service.
    func run() async throws {
        try await cancelWhenGracefulShutdown { try await clock.awaitSet() }
        try await service.run()
    }
}
