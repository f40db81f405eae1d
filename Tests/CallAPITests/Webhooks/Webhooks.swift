import CallAPI
import CallControl
import CallStorage
import Synchronization

/// Webhook endpoints in memory, and receivers that answer as they are told.
final class Webhooks: Sendable {
    static let keys = ["key-of-webhooks-key-of-webhooks-key-of"]

    let store = MemoryWebhookStore()
    let letters = MemoryDeadLetterStore()
    let queue = MemoryErrandQueue()
    private let state = Mutex<(outcome: WebhookOutcome, sent: [WebhookMessage])>((.answered(204), []))

    /// What was sent.
    var sent: [WebhookMessage] { state.withLock(\.sent) }

    func answer(with outcome: WebhookOutcome) { state.withLock { $0.outcome = outcome } }

    var desk: WebhookDesk? {
        WebhookVault(keys: Self.keys).map { vault in
            WebhookDesk(store: store, letters: letters, queue: queue, vault: vault, rules: WebhookRules()) { message, _ in
                self.state.withLock { state in
                    state.sent.append(message)
                    return state.outcome
                }
            }
        }
    }
}
