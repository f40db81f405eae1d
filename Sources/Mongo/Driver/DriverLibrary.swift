import CMongoC
import Logging
import Synchronization

/// libmongoc's process-wide state: initialized once, never cleaned up (other code of the process may still use it).
enum DriverLibrary {
    private static let logger = Mutex<Logger?>(nil)

    private static let initialized: Void = {
        mongoc_init()
        mongoc_log_set_handler(DriverLibrary.log, nil)
    }()

    /// Initializes the library. What it logs goes to the first logger given here: its log handler is one for the process.
    static func prepare(_ logger: Logger) {
        Self.logger.withLock { $0 = $0 ?? logger }
        initialized
    }

    /// Called by libmongoc on any thread.
    private static let log: mongoc_log_func_t = { level, domain, message, _ in
        guard let message, let logger = DriverLibrary.logger.withLock({ $0 }) else { return }
        let text = Redaction.redact(String(cString: message))
        let metadata: Logger.Metadata = ["domain": "\(domain.map { String(cString: $0) } ?? "mongoc")", "reason": "\(text)"]
        logger.log(level: DriverLibrary.level(level), "libmongoc says", metadata: metadata)
    }

    private static func level(_ level: mongoc_log_level_t) -> Logger.Level {
        switch level {
        case MONGOC_LOG_LEVEL_ERROR, MONGOC_LOG_LEVEL_CRITICAL: .error
        case MONGOC_LOG_LEVEL_WARNING: .warning
        case MONGOC_LOG_LEVEL_TRACE: .trace
        default: .debug
        }
    }
}
