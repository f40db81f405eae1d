import CallControl
import Mongo

/// What the ports throw where the driver failed.
enum MongoFailure {
    /// Runs `work`; see `translated`.
    static func translating<R>(_ work: () async throws(MongoError) -> R) async throws -> R {
        do {
            return try await work()
        } catch {
            throw translated(error)
        }
    }

    /// `DependencyFailure` where the database is down, late or unreachable; everything else is a fault of ours and stays as it is.
    static func translated(_ error: MongoError) -> any Error {
        switch error.kind {
        case .cancelled: CancellationError()
        case .closed, .authentication: DependencyFailure(.database, reason: error.description)
        case _ where error.isWorthRepeating: DependencyFailure(.database, reason: error.description)
        default: error
        }
    }
}

extension MongoError {
    /// Whether the same operation may do better, or has been done although it failed.
    var isWorthRepeating: Bool { isUnavailable || isUnknownWriteOutcome }
}
