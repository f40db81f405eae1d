import Dispatch
import NIOPosix

/// Threads that run blocking database work, and the bounded queue before them.
///
/// Concurrency: each piece of work has a thread and a client of its own from start to end; nothing is kept between pieces.
/// Lifecycle: `close` lets running work end and answers what waits with `closed`.
final class WorkerLane: Sendable {
    private let threads: NIOThreadPool
    private let queue: LaneQueue
    private let pool: ClientPool
    private let watch: DeadlineWatch

    init(threads count: Int, queueLimit: Int, pool: ClientPool, watch: DeadlineWatch) {
        threads = NIOThreadPool(numberOfThreads: max(1, count))
        queue = LaneQueue(limit: queueLimit)
        self.pool = pool
        self.watch = watch
        threads.start()
    }

    deinit { threads.shutdownGracefully(queue: .global()) { _ in } }

    /// How many pieces of work wait for a thread.
    var waiting: Int { queue.count }

    /// Runs `body` on one of the threads. A cancelled task's work is dropped while it waits; once running, it ends by itself.
    func run<Value: Sendable>(
        _ kind: JobKind, _ body: @escaping @Sendable (borrowing MongoConnection) throws(MongoError) -> Value
    ) async throws(MongoError) -> Value {
        let job = Job<Value>(queue: queue, kind: kind)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard job.enqueue(continuation) else { return }
                watch.add(job)
                submit(job, body)
            }
        } onCancel: {
            job.drop(MongoError(.cancelled, "cancelled while it waited"))
        }
        watch.remove(job)
        return try outcome.get()
    }

    /// Waits for running work; what waits gets `closed`.
    func close() async {
        await withCheckedContinuation { continuation in
            threads.shutdownGracefully(queue: .global()) { _ in continuation.resume() }
        }
    }

    private func submit<Value: Sendable>(
        _ job: Job<Value>, _ body: @escaping @Sendable (borrowing MongoConnection) throws(MongoError) -> Value
    ) {
        threads.submit { [pool] state in
            guard case .active = state else { return job.drop(MongoError(.closed, "the client is closed")) }
            guard job.start() else { return }
            do throws(MongoError) {
                job.end(.success(try pool.withConnection(body)))
            } catch {
                job.end(.failure(error))
            }
        }
    }
}
