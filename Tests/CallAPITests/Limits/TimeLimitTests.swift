import Testing

@testable import CallAPI

@Suite("A time limit for many pieces of work")
struct TimeLimitTests {
    private struct Broken: Error, Equatable {}

    @Test("what is done in time is returned, or thrown")
    func inTime() async throws {
        let limit = TimeLimit(.seconds(60))
        #expect(try await limit.run { 7 } == 7)
        await #expect(throws: Broken.self) { try await limit.run { throw Broken() } }
    }

    @Test("what does not end is given up, cancelled, and not waited for, even if it heeds no cancellation")
    func late() async throws {
        let limit = TimeLimit(.milliseconds(50))
        let (cancellations, continuation) = AsyncStream.makeStream(of: Void.self)
        await #expect(throws: TimeLimitExceeded.self) {
            try await limit.run {
                await withTaskCancellationHandler {
                    await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }  // for ever
                } onCancel: {
                    continuation.yield()
                }
            }
        }
        for await _ in cancellations { break }
    }

    @Test("the caller's cancellation ends the wait and cancels the work")
    func cancelled() async throws {
        let limit = TimeLimit(.seconds(60))
        let (beginnings, begun) = AsyncStream.makeStream(of: Void.self)
        let caller = Task {
            try await limit.run {
                begun.yield()
                try await Task.sleep(for: .seconds(60))
            }
        }
        for await _ in beginnings { break }
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
    }

    @Test("many at once: each is answered once, those that hang in time")
    func many() async throws {
        let limit = TimeLimit(.milliseconds(200))
        let answers = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<1_000 {
                group.addTask {
                    do {
                        return try await limit.run {
                            if number % 10 == 0 { try await Task.sleep(for: .seconds(60)) }
                            return true
                        }
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: [false: 0, true: 0]) { $0[$1, default: 0] += 1 }
        }
        // On a machine that stands still for a while some of the quick ones may be late, too.
        #expect(answers[false, default: 0] >= 100)
        #expect(answers[true, default: 0] + answers[false, default: 0] == 1_000)
    }

    @Test("a limit that was idle for a while watches again")
    func idle() async throws {
        let limit = TimeLimit(.milliseconds(20))
        for _ in 0..<3 {
            await #expect(throws: TimeLimitExceeded.self) { try await limit.run { try await Task.sleep(for: .seconds(60)) } }
        }
    }
}
