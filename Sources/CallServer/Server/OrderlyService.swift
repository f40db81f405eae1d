import ServiceLifecycle

/// A service whose cancelled waits are no failure: most loops end by one when they are shut down.
///
/// To the group a failure would mean to cancel all others at once, those that still have something to write included.
struct OrderlyService: Service {
    let service: any Service

    /// Runs the service. One that ends so without having been told to still ends the group.
    func run() async throws {
        do {
            try await service.run()
        } catch is CancellationError {}  // told to end
    }
}
