import BSON
import CallControl
import CallSignaling
import Logging
import Mongo

/// Carries out one batch and finds out what became of each of its writes.
///
/// Every write can be sent again without harm: an insert that was done is refused by its id, a compare-and-swap by its version, and
/// either way the document's `ops` tell that it was done. So a lost answer is never guessed at.
struct WriteRound {
    /// After this long nothing is sent again. Together with the driver's time-outs it keeps an answer within 5 s.
    private static let resendLimit = Duration.milliseconds(900)
    private static let attemptLimit = 4

    let namespace: MongoNamespace
    let startedAt: ContinuousClock.Instant
    let logger: Logger

    /// Sends `writes`, all of one kind, each of another call, and returns their outcomes in the same order. Throws when they cannot be told.
    func settle(_ writes: [CallWrite], over connection: borrowing MongoConnection) throws(MongoError) -> [CallWrite.Outcome] {
        var attempt = 1
        while true {
            do throws(MongoError) {
                return try attemptOnce(writes, isResent: attempt > 1, connection)
            } catch {
                let mayRepeat = attempt < Self.attemptLimit && startedAt.duration(to: .now) < Self.resendLimit
                guard mayRepeat, error.isWorthRepeating else { throw error }
                logger.debug("sending writes again", metadata: ["count": "\(writes.count)", "reason": "\(error)"])
                attempt += 1
            }
        }
    }

    private func attemptOnce(
        _ writes: [CallWrite], isResent: Bool, _ connection: borrowing MongoConnection
    ) throws(MongoError) -> [CallWrite.Outcome] {
        let result = try connection.bulkWrite(writes.map(\.statement), in: namespace, isOrdered: false)
        if let error = result.writeConcernError { throw error }
        if let error = result.writeErrors.lazy.map(\.error).first(where: \.isWorthRepeating) { throw error }
        let errors = Dictionary(result.writeErrors.map { ($0.index, $0.error) }) { first, _ in first }
        let allOthersAreDone = result.inserted + result.matched == writes.count - errors.count
        let doubtful = writes.indices.filter { index in
            guard let error = errors[index] else { return !allOthersAreDone }
            return error.duplicateKey.map { isResent || !CallIndexes.isEngaged($0) } ?? false
        }
        let traces = try WriteTrace.read(doubtful.map { writes[$0].key }, in: namespace, over: connection)
        let isDoubtful = Set(doubtful)
        return writes.enumerated().map { index, write in
            if isDoubtful.contains(index) { return write.outcome(after: errors[index], trace: traces[write.key.callID]) }
            return errors[index].map { .failed(write.refusal($0)) } ?? .stored
        }
    }
}
