import CallSignaling
import Foundation
import Logging
import Synchronization
import Testing

@testable import CallControl

/// Changes are stored by several threads; their signals go out in the order of the changes all the same.
@Suite("The relay among threads", .timeLimit(.minutes(1)))
struct RelayThreadsTests {
    /// A broker whose client is slow to take the first message: meanwhile something else happens.
    private final class SlowPublisher: SignalPublisher {
        private struct State {
            var meanwhile: (@Sendable () -> Void)?
            var published: [String] = []
            var completions: [@Sendable (Result<Void, PublishFailure>) -> Void] = []
        }

        private let state = Mutex(State())
        let isConnected = true
        var published: [String] { state.withLock(\.published) }

        func atFirst(_ meanwhile: @escaping @Sendable () -> Void) { state.withLock { $0.meanwhile = meanwhile } }

        func publish(_ message: OutboundMessage, completion: @escaping @Sendable (Result<Void, PublishFailure>) -> Void) {
            let meanwhile = state.withLock { state in
                defer { state.meanwhile = nil }
                return state.meanwhile
            }
            meanwhile?()
            state.withLock { state in
                state.published.append(message.topic)
                state.completions.append(completion)
            }
        }

        func hangUp() {
            for completion in state.withLock(\.completions) { completion(.failure(.cutOff("gone"))) }
        }
    }

    private let board = Switchboard()
    private let publisher = SlowPublisher()
    private let cache = LiveCallCache()
    private let relay: SignalRelay
    private let call: Call

    init() {
        relay = SignalRelay(
            repository: board.repository, publisher: publisher, uncertain: UncertainChanges(), cache: cache, clock: board.clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let (anna, ben) = (Member(id: MemberID("anna"), name: "Anna"), Member(id: MemberID("ben"), name: "Ben"))
        let draft = CallDraft(id: CallID("call"), churchID: Switchboard.church, type: .voice, caller: anna, callees: [Invitee(ben)])
        call = Call.start(draft, at: board.clock.now()).call
    }

    @Test("a signal is not overtaken by the next one while it is handed over")
    func handOver() async throws {
        try await relay.catchUp()
        let (first, second) = (commit(1), commit(2))
        let isThrough = DispatchSemaphore(value: 0)
        publisher.atFirst { [relay] in
            Thread.detachNewThread {
                relay.publish(second)
                isThrough.signal()
            }
            #expect(isThrough.wait(timeout: .now() + 0.3) == .timedOut, "it has to wait")
        }
        relay.publish(first)
        while publisher.published.count < 2 { await Task.yield() }
        #expect(publisher.published == ["1", "2"])
    }

    @Test("nobody finds a change in the cache before its signals are handed over")
    func cached() async throws {
        try await relay.catchUp()
        publisher.atFirst { [cache, key = call.key] in #expect(cache.call(key) == nil) }
        observers.observe(commit(1))
        #expect(publisher.published == ["1"] && cache.call(call.key) == call)
    }

    @Test("a call whose signals wait is read before its next change: they may be another instance's by then")
    func waiting() {
        observers.observe(commit(1))  // nothing was read yet, so everything waits
        #expect(publisher.published.isEmpty && cache.call(call.key) == nil)
    }

    @Test("nor is a call kept whose signals were cut off")
    func cutOff() async throws {
        try await relay.catchUp()
        observers.observe(commit(1))
        #expect(cache.call(call.key) == call)
        publisher.hangUp()
        #expect(cache.call(call.key) == nil)
    }

    private var observers: CommitObservers {
        let observers = CommitObservers(cache: cache)
        observers.attach(scheduler: board.scheduler, repeater: board.repeater, relay: relay)
        return observers
    }

    private func commit(_ seq: Int) -> Commit {
        let marks = (1..<seq).map { OutboxMark(seq: $0, isOurs: true) }
        return Commit(call: call, signals: [OutboxEntry(seq: seq, topics: ["\(seq)"], payload: "{}", expiresAt: nil)], outbox: marks)
    }
}
