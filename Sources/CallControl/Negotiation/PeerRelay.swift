public import CallSignaling
import FoundationEssentials
public import Logging
public import ServiceLifecycle
import Synchronization

/// Passes on what participants of a call tell one another about the media between them: offers, answers, ICE candidates.
///
/// **Overview.** Each message is numbered within its pair, published on the topic of the one it is for, and forgotten: it stands in no call and in no log.
/// One whom nobody hears yet is kept in memory for some seconds and said again (docs/decisions/0038).
/// **Concurrency.** Safe to use from anywhere. What a sender says one after the other goes out in that order, whichever instance he says it to, or,
/// where something had to be said again, can be put in order by its number.
/// **Lifecycle.** `run()` says things again until shut down; what is kept then is lost, as it is by a crash: apps begin anew.
/// **Invariants.** Memory is bounded, by bytes and by lanes.
public final class PeerRelay: Service {
    /// Publishes a message with QoS 1; never blocks. The completion gets whether somebody subscribes to its topic, as far as the broker tells.
    public typealias Publish = @Sendable (OutboundMessage, _ completion: @escaping @Sendable (Result<Bool, PublishFailure>) -> Void) -> Void

    /// Seconds between looks at what is to be said again.
    static let turn = 0.25
    /// Seconds after which a broker no longer delivers a message to a phone that is away.
    static let expirySeconds: UInt32 = 30
    /// Seconds until the store is prepared again that could not be.
    static let retry = 5.0

    private let publish: Publish
    private let isConnected: @Sendable () -> Bool
    private let sequence: any PairSequence
    private let clock: any CallClock
    private let logger: Logger
    private let lanes: Mutex<PeerLanes>

    /// A relay; `isConnected` tells whether there is a connection to the broker.
    public convenience init(
        sequence: any PairSequence, clock: any CallClock, logger: Logger, isConnected: @escaping @Sendable () -> Bool,
        publish: @escaping Publish
    ) {
        self.init(sequence: sequence, clock: clock, logger: logger, isConnected: isConnected, lanes: PeerLanes(), publish: publish)
    }

    init(
        sequence: any PairSequence, clock: any CallClock, logger: Logger, isConnected: @escaping @Sendable () -> Bool, lanes: PeerLanes,
        publish: @escaping Publish
    ) {
        self.sequence = sequence
        self.clock = clock
        self.logger = logger
        self.isConnected = isConnected
        self.lanes = Mutex(lanes)
        self.publish = publish
    }

    /// Passes `body` on; returns once the broker has it, or it is kept. `pair` must be of those who are in `call`.
    ///
    /// Throws `DependencyFailure` where it may not have arrived: without broker or database, and where too much is kept already.
    public func send(_ body: SignalBody, of pair: PeerPair, in call: Call) async throws -> PeerReceipt {
        guard isConnected() else { throw DependencyFailure(.broker, reason: "not connected") }
        let now = clock.now()
        let end = (call.answeredAt ?? now).addingTimeInterval(call.timeouts.maximum + Self.longAfter)
        let seq = try await sequence.next(of: pair, keptUntil: end)
        let signalID = pair.signalID(seq)
        let payload = SignalPayload(callID: call.id, timestamp: now, signalID: signalID, seq: seq, body: body)
        let message = OutboundMessage(
            topic: Topic.webRTC(call.churchID, pair.to).name, payload: try SignalJSON.encode(payload), signalID: signalID,
            expirySeconds: Self.expirySeconds)
        let (missed, admission) = lanes.withLock { lanes in
            (lanes.hear(pair.reversed, isAnswer: body.type == .webRTCAnswer, at: now), lanes.admit(message, of: pair, at: now))
        }
        for message in missed { publish(message) { _ in } }  // said once more, without further ado
        switch admission {
        case .full: throw DependencyFailure(.broker, reason: "too much is kept for those who do not listen")
        case .wait: return PeerReceipt(to: pair.to, seq: seq, signalID: signalID, isBuffered: true)
        case .publish: return PeerReceipt(to: pair.to, seq: seq, signalID: signalID, isBuffered: try await !isHeard(message, of: pair))
        }
    }

    /// Says again what is to be said again, until shut down.
    public func run() async throws {
        try await untilShutdown {
            var nextPreparation: Date? = .distantPast
            while !Task.isCancelled {
                let now = self.clock.now()
                if let date = nextPreparation, date <= now {
                    nextPreparation = await self.prepare() ? nil : now.addingTimeInterval(Self.retry)
                }
                self.sayAgain(at: now)
                try await self.clock.sleep(until: now.addingTimeInterval(Self.turn))
            }
        }
    }

    /// How long after a call's longest duration its numbers may be forgotten, seconds.
    private static let longAfter = 3_600.0

    private func prepare() async -> Bool {
        do {
            try await sequence.prepare()
            return true
        } catch {
            logger.debug("The numbers of pairs could not be prepared yet", metadata: [LogKey.error: "\(error)"])
            return false
        }
    }

    /// Publishes a message, and takes note of what the broker says of it. Whether somebody heard it.
    private func isHeard(_ message: OutboundMessage, of pair: PeerPair) async throws -> Bool {
        let result = await withCheckedContinuation { continuation in
            publish(message) { result in
                self.settle(message, of: pair, result)
                continuation.resume(returning: result)
            }
        }
        do throws(PublishFailure) {
            return try result.get()
        } catch {
            throw DependencyFailure(.broker, reason: "\(error)")
        }
    }

    private func sayAgain(at now: Date) {
        let due = lanes.withLock { $0.due(at: now) }
        guard isConnected() else { return }
        for (pair, messages) in due { for message in messages { publish(message) { self.settle(message, of: pair, $0) } } }
    }

    /// Takes note of what the broker said of a message, and publishes what waited for that.
    private func settle(_ message: OutboundMessage, of pair: PeerPair, _ result: Result<Bool, PublishFailure>) {
        let outcome: PeerLanes.Outcome =
            switch result {
            case .success(let isHeard): isHeard ? .heard : .unheard
            case .failure: .failed
            }
        let next = lanes.withLock { $0.settle(message, of: pair, outcome, at: clock.now()) }
        for message in next { publish(message) { self.settle(message, of: pair, $0) } }
    }
}
