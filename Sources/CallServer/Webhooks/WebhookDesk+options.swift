import CallAPI
import CallControl

extension WebhookDesk {
    /// The desk of `options`, whose messages have so long.
    init?(
        _ options: WebhookOptions, store: any WebhookStore, letters: any DeadLetterStore, queue: any ErrandQueue, within limit: Duration
    ) {
        guard let vault = options.vault else { return nil }
        let sender = WebhookSender(vault: vault, rules: options.rules)
        self.init(store: store, letters: letters, queue: queue, vault: vault, rules: options.rules) { message, endpoint in
            await sender.send(message, to: endpoint, within: limit)
        }
    }
}
