import CallControl
import Logging
import Synchronization
import TokenVerification

/// Tells the log of fetches of a key set: of changes, of the first failure after a success, and of the success after failures.
final class KeySetReport: Sendable {
    private let hasFailed = Mutex(false)
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// Takes note of a fetch.
    @Sendable func note(_ outcome: PublishedKeys.Outcome) {
        switch outcome {
        case .fetched(let isChange, let keys, let ignored):
            let hadFailed = hasFailed.exchange(false)
            guard isChange || hadFailed else { return }
            logger.info("The key set was read", metadata: [LogKey.count: "\(keys)", ServerLog.ignored: "\(ignored)"])
        case .failed(let error):
            let isNew = !hasFailed.exchange(true)
            let metadata: Logger.Metadata = [LogKey.error: "\(error)"]
            if isNew {
                logger.warning("The key set could not be fetched; the last one counts", metadata: metadata)
            } else {
                logger.debug("The key set could not be fetched again", metadata: metadata)
            }
        }
    }
}

extension Mutex<Bool> {
    /// Sets the flag; returns what it was.
    fileprivate func exchange(_ new: Bool) -> Bool {
        withLock { flag in
            defer { flag = new }
            return flag
        }
    }
}
