import Dispatch
import Synchronization

/// Something that gives up when its time has come.
protocol Expirable: AnyObject, Sendable {
    /// Called once, on a thread of the watch.
    func expire()
}

/// Expires what took too long, in steps of a tenth of a second. Blocking C calls cannot be interrupted, but their callers can be answered.
final class DeadlineWatch: Sendable {
    private struct Entry {
        let deadline: ContinuousClock.Instant
        let job: any Expirable
    }

    private struct Timer: @unchecked Sendable {  // touched only to start and to cancel it
        let source: any DispatchSourceTimer
    }

    private static let step = 100

    private let limit: Duration
    private let timer: Timer
    private let entries: EntryTable

    private final class EntryTable: Sendable {
        let jobs = Mutex<[ObjectIdentifier: Entry]>([:])

        func expire() {
            let late = jobs.withLock { jobs in
                guard !jobs.isEmpty else { return [any Expirable]() }
                let now = ContinuousClock.now
                let late = jobs.filter { $0.value.deadline <= now }
                for key in late.keys { jobs[key] = nil }
                return late.values.map(\.job)
            }
            for job in late { job.expire() }
        }
    }

    init(limit: Duration) {
        self.limit = limit
        let table = EntryTable()
        entries = table
        timer = Timer(source: DispatchSource.makeTimerSource(queue: .global()))
        timer.source.schedule(deadline: .now() + .milliseconds(Self.step), repeating: .milliseconds(Self.step), leeway: .milliseconds(20))
        timer.source.setEventHandler { table.expire() }
        timer.source.resume()
    }

    deinit { timer.source.cancel() }

    func add(_ job: any Expirable) {
        let entry = Entry(deadline: .now + limit, job: job)
        entries.jobs.withLock { $0[ObjectIdentifier(job)] = entry }
    }

    func remove(_ job: any Expirable) {
        _ = entries.jobs.withLock { $0.removeValue(forKey: ObjectIdentifier(job)) }
    }
}
