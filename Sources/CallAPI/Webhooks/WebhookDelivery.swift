public import CallControl
import CallSignaling
import FoundationEssentials
public import Logging

/// Carries out the errands of webhooks: one attempt each, and what follows from its outcome.
///
/// 2xx: done. 410: the endpoint wants nothing more. All else is tried again until patience is at an end; then the message is kept as a dead letter, and what
/// waits behind it about the same call goes on.
public struct WebhookDelivery: Sendable {
    /// Seconds after which a message is tried again that could not be tried at all, since the database did not answer.
    private static let hitch = 1.0

    private let desk: WebhookDesk
    private let patience: WebhookPatience
    private let clock: any CallClock
    private let logger: Logger
    private let gate: WebhookGate

    /// Delivery to the endpoints of `desk`, by its sender.
    public init(desk: WebhookDesk, patience: WebhookPatience, clock: any CallClock, logger: Logger) {
        self.desk = desk
        self.patience = patience
        self.clock = clock
        self.logger = logger
        gate = WebhookGate(patience)
    }

    /// One attempt; see `ErrandRunner`.
    public func carryOut(_ claimed: ClaimedErrand) async -> ErrandOutcome {
        guard let id = WebhookErrand.webhook(of: claimed.errand), let message = WebhookErrand.message(of: claimed.errand) else {
            return .dropped("it is no message of a webhook")
        }
        do {
            // One that was deleted is sent nothing more.
            guard let endpoint = try await endpoint(id, claimed.errand.churchID) else { return .done }
            guard endpoint.shutdown == nil else { return try await giveUp(claimed, message, id, "the webhook is off") }
            let start = clock.now()
            if let turn = gate.enter(endpoint, at: start) { return .wait(until: turn) }
            let outcome = await desk.send(message, endpoint)
            let now = clock.now()
            gate.leave(endpoint, since: start, at: now, isWell: Task.isCancelled ? nil : outcome.tellsWellness, wish: outcome.retryAfter)
            if Task.isCancelled, !outcome.isDelivered { return .retry(at: now, "cut off") }
            return try await settle(claimed, message, endpoint, outcome)
        } catch {
            return .retry(at: clock.now().addingTimeInterval(Self.hitch), "\(error)")
        }
    }

    private func settle(_ claimed: ClaimedErrand, _ message: WebhookMessage, _ endpoint: WebhookEndpoint, _ outcome: WebhookOutcome)
        async throws -> ErrandOutcome
    {
        if outcome.isDelivered { return .done }
        let now = clock.now()
        if outcome.isGone {
            try await desk.shutDown(endpoint.id, in: endpoint.churchID, at: now)
            logger.info("A webhook is gone", metadata: [LogKey.webhook: "\(endpoint.id)", LogKey.church: "\(endpoint.churchID)"])
            return try await giveUp(claimed, message, endpoint.id, outcome.text)
        }
        guard let next = patience.next(after: claimed.firstTriedAt, at: now, wish: outcome.retryAfter) else {
            return try await giveUp(claimed, message, endpoint.id, outcome.text)
        }
        return .retry(at: next, outcome.text)
    }

    /// What was read a few seconds ago will do, unless there was no such endpoint then: it may be new.
    private func endpoint(_ id: WebhookID, _ church: ChurchID) async throws -> WebhookEndpoint? {
        if let known = try await desk.store.recentEndpoints(in: church).first(where: { $0.id == id }) { return known }
        return try await desk.store.endpoint(id, in: church)
    }

    /// Keeps the message before its errand goes.
    private func giveUp(_ claimed: ClaimedErrand, _ message: WebhookMessage, _ webhook: WebhookID, _ reason: String) async throws
        -> ErrandOutcome
    {
        try await desk.letters.keep(
            DeadLetter(
                id: message.id, webhookID: webhook, churchID: claimed.errand.churchID, callID: claimed.errand.callID,
                seq: claimed.errand.seq,
                body: claimed.errand.body, reason: reason, attempts: claimed.attempts + 1, diedAt: clock.now()))
        return .dropped(reason)
    }
}

extension WebhookOutcome {
    /// How long the receiver wants to be left alone, seconds.
    fileprivate var retryAfter: Double? { if case .answered(_, let seconds) = self { seconds } else { nil } }

    /// Whether it tells that the endpoint as a whole is well, or is not: one that refuses a single message is.
    fileprivate var tellsWellness: Bool {
        switch self {
        case .answered(let status, _): status != 429 && status < 500
        case .failed: false
        }
    }
}
