import CallControl
import Logging
import ServiceLifecycle
import Synchronization
import TokenVerification

/// Reads files of keys again and again, so that a changed one takes effect without a restart.
///
/// They are small, so they are read whole: a changed time says less, where files are exchanged by way of links. All of them must be right,
/// or the keys stay as they are.
final class KeyFileWatch: Service {
    private let files: [KeyFile]
    private let ring: KeyRing
    private let interval: Duration
    private let logger: Logger
    private let problem = Mutex<KeyProblem?>(nil)

    /// A watch over `files`, for the keys of `ring`.
    init(files: [KeyFile], ring: KeyRing, interval: Duration, logger: Logger) {
        self.files = files
        self.ring = ring
        self.interval = interval
        self.logger = logger
    }

    /// Reads them once.
    func read() {
        do throws(KeyProblem) {
            var keys: [VerificationKey] = []
            for file in files { keys += try file.keys() }
            problem.withLock { $0 = nil }
            guard ring.replace(.files, with: keys) else { return }
            logger.info("The files of public keys were read", metadata: [LogKey.count: "\(keys.count)"])
        } catch {
            let isNew = problem.withLock { last in
                defer { last = error }
                return last != error
            }
            guard isNew else { return }
            logger.error("The files of public keys are not as they must be; the last keys count", metadata: [LogKey.error: "\(error)"])
        }
    }

    /// Reads them until shut down.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await Task.sleep(for: self.interval)
                self.read()
            }
        }
    }
}
