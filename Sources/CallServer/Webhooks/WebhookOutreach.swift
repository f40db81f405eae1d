import CallAPI
import CallControl
import Logging

/// Telling back ends: what makes errands of a call's story, and what carries them out.
struct WebhookOutreach {
    /// Messages on their way at once, to all endpoints.
    private static let width = 64

    let follower: WebhookFollower
    let runner: ErrandRunner

    /// Both by `options`. Nil only for options that were not read from a configuration.
    init?(_ options: WebhookOptions, store: CallStore, bell: ErrandBell, clock: any CallClock, logger: Logger) {
        let desk = WebhookDesk(
            options, store: store.webhooks, letters: store.deadLetters, queue: store.errands, within: WebhookSender.limit)
        guard let desk else { return nil }
        let delivery = WebhookDelivery(desk: desk, patience: options.patience, clock: clock, logger: logger)
        follower = WebhookFollower(store: store.webhooks, queue: store.errands, clock: clock)
        runner = ErrandRunner(
            .webhook, queue: store.errands, bell: bell, width: Self.width, clock: clock, logger: logger, carryOut: delivery.carryOut)
    }
}
