import Dispatch
import Synchronization

/// Runs a task on the thread that waits for it.
///
/// The broker has one thread and wants its answers at once. Nothing is handed to another thread unless the task itself does that; so
/// waiting cannot deadlock with Swift's own threads, however few they are, and costs no switch.
final class WaitingThread: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    private let signals = DispatchSemaphore(value: 0)

    private init() {}

    /// The outcome of `work`, which this thread works on meanwhile.
    static func outcome<T: Sendable>(of work: @escaping @Sendable () async -> T) -> T {
        let thread = WaitingThread()
        let outcome = Outcome<T>()
        // Not awaited, as the caller is no task: the loop below ends with it.
        Task(executorPreference: thread) {
            let value = await work()
            outcome.value.withLock { $0 = value }
            thread.signals.signal()
        }
        while true {
            if let value = outcome.value.withLock({ $0 }) { return value }
            thread.runNext()
        }
    }

    /// Takes a job of the task; called by the runtime, on any thread.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        signals.signal()
    }

    private func runNext() {
        signals.wait()
        guard let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
        job.runSynchronously(on: asUnownedTaskExecutor())
    }

    private final class Outcome<T: Sendable>: Sendable {
        let value = Mutex<T?>(nil)
    }
}
