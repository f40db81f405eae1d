import Logging
import ServiceLifecycle
import UnixSignals

/// The whole service, built and ready to run.
///
/// **Lifecycle.** `run()` until SIGTERM or SIGINT, or until HTTP cannot be served. Services end in the reverse order of `services`, each waiting
/// for the one before: HTTP first, so that nothing new comes in; last the store, which all others write to.
struct CallService: Sendable {
    /// Time for an orderly end; after it what still runs is cancelled. Closing a database that does not answer takes up to 4 s more.
    static let shutdownLimit = Duration.seconds(4)

    /// A service and its name in logs.
    typealias NamedService = (name: String, service: any Service)

    /// What runs, those that others rely on first.
    let services: [NamedService]
    let logger: Logger

    /// Runs until told to end. Throws what made it end otherwise.
    func run(until signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
        try await group(signals).run()
        logger.info("Stopped")
    }

    /// The services as one group, for those who end it themselves.
    func group(_ signals: [UnixSignal] = []) -> ServiceGroup {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: OrderlyService(service: $0.service), serviceName: $0.name) },
            gracefulShutdownSignals: signals, logger: quiet)
        configuration.maximumGracefulShutdownDuration = Self.shutdownLimit
        return ServiceGroup(configuration: configuration)
    }
}
