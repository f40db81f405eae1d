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
            state.withLock { $0.published.append(message.topic) }
        }
    }

    private let board = Switchboard()
    private let publisher = SlowPublisher()
    private let relay: SignalRelay
    private let call: Call

    init() {
        relay = SignalRelay(
            repository: board.repository, publisher: publisher, uncertain: UncertainChanges(), clock: board.clock,
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
        let cache = LiveCallCache()
        let observers = CommitObservers(cache: cache)
        observers.attach(scheduler: board.scheduler, repeater: board.repeater, relay: relay)
        let key = call.key
        publisher.atFirst { #expect(cache.call(key) == nil) }
        observers.observe(commit(1))
        #expect(publisher.published == ["1"] && cache.call(key) == call)
    }

    private func commit(_ seq: Int) -> Commit {
        let marks = (1..<seq).map { OutboxMark(seq: $0, isOurs: true) }
        return Commit(call: call, signals: [OutboxEntry(seq: seq, topics: ["\(seq)"], payload: "{}", expiresAt: nil)], outbox: marks)
    }
}
