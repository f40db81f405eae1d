import CallControl
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Takes a changed configuration file into use, as far as that is safe without a restart.
///
/// **Overview.** Reads the file every few seconds, and at once on SIGHUP. It is small, so it is read whole. Everything in it must be right, or nothing of it counts; what is
/// wrong is told of once for each content. What is to become of a good one `apply` knows.
/// **Lifecycle.** Until shut down.
final class SettingsWatch: Service {
    private let source: ConfigurationSource
    private let interval: Duration
    private let logger: Logger
    private let apply: @Sendable (ServerConfiguration) -> Void
    private let last = Mutex<Data?>(nil)

    /// A watch over the file of `source`.
    init(
        _ source: ConfigurationSource, interval: Duration = .seconds(2), logger: Logger,
        apply: @escaping @Sendable (ServerConfiguration) -> Void
    ) {
        self.source = source
        self.interval = interval
        self.logger = logger
        self.apply = apply
    }

    /// Looks until shut down.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            let (looks, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        continuation.yield()
                        try? await Task.sleep(for: self.interval)  // throws when cancelled, which ends the loop
                    }
                }
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) { continuation.yield() }
                }
                for await _ in looks { self.look() }
                group.cancelAll()
            }
        }
    }

    /// One look.
    func look() {
        let data = (try? Data(contentsOf: URL(filePath: source.path))) ?? Data()  // an empty file is none either, and is told of
        let isNew = last.withLock { last in
            defer { last = data }
            return last != data
        }
        guard isNew else { return }
        do throws(ConfigurationFailure) {
            apply(try source.read(data))
        } catch {
            let metadata: Logger.Metadata = [LogKey.error: "\(error.problems.map { "\($0)" }.joined(separator: "; "))"]
            logger.error("The configuration file is not as it must be; what was set before counts", metadata: metadata)
        }
    }
}
