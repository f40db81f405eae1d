import CallControl
import Logging

/// Waking phones: who makes the errands, and who carries them out.
struct PushOutreach {
    /// Makes the errands.
    let follower: PushFollower
    /// Carries them out.
    let runner: ErrandRunner
    /// Ends after the runner.
    let senders: PushSenders

    /// The parts, with `credentials`.
    init(
        _ credentials: PushCredentials, rules: PushRules, store: CallStore, bell: ErrandBell, presence: PresenceBoard, clock: any CallClock,
        logger: Logger
    ) {
        let senders = PushSenders(credentials, now: clock.now)
        self.senders = senders
        follower = PushFollower(
            devices: store.devices, queue: store.errands, rules: rules, clock: clock, isServed: senders.serves,
            presence: { church, member in presence.presences(of: [member], in: church, at: clock.now()).first ?? MemberPresence(member) })
        let courier = PushCourier(
            repository: store.repository, devices: store.devices, senders: senders, policy: rules.policy, clock: clock, logger: logger)
        runner = ErrandRunner(
            .push, queue: store.errands, bell: bell, width: PushCourier.width, lease: PushCourier.lease, clock: clock, logger: logger,
            carryOut: courier.carryOut)
    }
}
