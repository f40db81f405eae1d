public import CallSignaling
public import FoundationEssentials
import Synchronization
import TopicAccess

/// Hands what passes at the broker to those who read it as server-sent events.
///
/// **Overview.** One feed tells it of every signal of every church. Each goes to the members it is for: by their inboxes, by the calls whose topics are theirs to hear, and to administrators of the church. The last
/// ones of each church that somebody listens to are kept for a while, for readers who come again.
/// **Concurrency.** Safe to use from anywhere; one lock, held briefly. Readers take at their own pace.
/// **Lifecycle.** The feed says when it begins to hear and when it ends; what passes in between is missed by nobody. `close()` ends all streams for good.
/// **Invariants.** Memory is bounded: streams, what waits for each, what is kept.
public final class EventHub: Sendable {
    /// What the feed is to do.
    public enum Demand: Sendable {
        /// Somebody listens.
        case wanted
        /// Nobody does any more, nor will come again.
        case unwanted
    }

    let limits: EventStreamLimits
    private let state: Mutex<EventHubState>

    /// A hub within `limits`.
    public init(_ limits: EventStreamLimits = EventStreamLimits()) {
        self.limits = limits
        state = Mutex(EventHubState(limits))
    }

    /// Whether somebody listens, or may come again; changes only. For one feed.
    public var demands: AsyncStream<Demand> {
        let (stream, continuation) = AsyncStream.makeStream(of: Demand.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            state.demands = continuation
            continuation.yield(state.isWanted ? .wanted : .unwanted)
        }
        return stream
    }

    /// The feed hears everything from now on. Whoever listens already has missed something.
    public func feedBegins() {
        for waiter in state.withLock({ $0.beginRun() }) { waiter.resume(returning: true) }
    }

    /// The feed hears nothing from now on.
    public func feedEnds() { state.withLock { $0.endRun() } }

    /// A message that the feed heard.
    public func deliver(topic name: String, payload: [UInt8], at now: Date) {
        guard let topic = Topic(name: name), topic.isStreamed else { return }
        state.withLock { $0.deliver(topic, name, payload, at: now) }
    }

    /// Does what is due: signs of life, ends of tokens, forgetting. To be called about once a second.
    public func tick(at now: Date) { state.withLock { $0.tick(at: now) } }

    /// Ends all streams, and opens none any more.
    public func close() {
        for waiter in state.withLock({ $0.close() }) { waiter.resume(returning: false) }
    }

    /// How many streams there are.
    public var count: Int { state.withLock(\.count) }

    /// Opens a stream for `listener`, who takes part in `calls`; it is registered as long as the stream lives. `last` is how far he has heard. Throws `rate_limited` where there are too many.
    func open(_ listener: EventListener, of calls: [CallID], after last: String?, at now: Date) throws -> EventStream {
        try state.withLock { state in
            guard !state.isClosed else { throw Problem(.dependencyUnavailable) }
            guard state.count < limits.most else {
                throw Problem(.rateLimited, "Too many event streams are open. Please try again in a moment.", retryAfter: 5)
            }
            let (id, opening) = state.add(listener, of: calls, after: last.flatMap { EventPosition($0) }, hasHeard: last != nil, at: now)
            return EventStream(id, opening) { self.state.withLock { $0.remove(id, at: Date()) } }
        }
    }

    /// Makes a call's topics the stream's reader's to hear.
    func add(_ call: CallID, to stream: EventStream) { state.withLock { $0.add(call, to: stream.id) } }

    /// Waits until the feed hears; false where the hub was closed, or the task cancelled.
    func awaitFeed() async -> Bool {
        let ticket = state.withLock { $0.makeTicket() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { $0.wait(continuation, ticket) }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLock { $0.withdraw(ticket) }?.resume(returning: false)
        }
    }
}

extension Topic {
    /// Whether streams have it: what apps publish of themselves is none of theirs.
    var isStreamed: Bool {
        switch self {
        case .incomingCall, .callStatus, .signal, .participants, .webRTC: true
        case .presence, .engagement, .settings: false
        }
    }

    /// The filters of all that streams have.
    public static var streamed: [String] {
        TopicTemplate.allCases.filter { ![.presence, .engagement, .settings].contains($0) }.map(\.everyName)
    }
}
