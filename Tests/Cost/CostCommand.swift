import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// Does one thing that the service does for each call, a given number of times, and nothing else: for a profiler that counts.
@main
struct CostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faithflow-cost",
        abstract: "Does one hot piece of the service a number of times.")

    @Argument(help: "The piece; without one, all are named.")
    var piece: String?

    @Option(help: "How many times.")
    var times = 1_000

    /// Waits in the first thread itself: where that one leaves, as an asynchronous command has it do, valgrind 3.19 gives up.
    func run() throws {
        let outcome = Mutex<Result<Void, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do {
                try await work()
                outcome.withLock { $0 = .success(()) }
            } catch { outcome.withLock { $0 = .failure(error) } }
            done.signal()
        }
        done.wait()
        try outcome.withLock { $0 }?.get()
    }

    private func work() async throws {
        guard let piece else { return print(CostPiece.all.map { "\($0.name)\t\($0.summary)" }.joined(separator: "\n")) }
        guard let found = CostPiece.all.first(where: { $0.name == piece }) else { throw ValidationError("no piece \(piece)") }
        let body = try await found.prepare()
        for _ in 0..<times { try await body() }
    }
}
