import CallAPI
import CallControl
import CallSignaling
import FoundationEssentials
import Logging
import MQTT
import ServiceLifecycle

/// Hears what apps publish on calls' topics and hands each `call_ringing` to the receiver.
///
/// **Overview.** A shared subscription: of several instances one gets each message (MQTT 5, 4.8.2).
/// **Concurrency.** At most `width` acknowledgements are being recorded at once; at most `bufferLimit` messages wait, then the oldest go. A lost one is
/// made good by the invite that is sent again. What one member sends beyond his limit is not heeded.
/// **Lifecycle.** `run()` until shut down; what is being recorded then is finished. A refused subscription is asked for again.
struct RingingListener: Service {
    /// The shared subscription.
    static let filter = "$share/faithflow-calls/\(Topic.everySignal)"
    /// Most acknowledgements being recorded at once.
    static let width = 64
    /// Most messages waiting.
    static let bufferLimit = 4_096
    /// Seconds until a refused subscription is asked for again.
    static let retrySeconds = 5.0

    let client: MQTTClient
    let receiver: RingingReceiver
    let limiter: RateLimiter
    let clock: any CallClock
    let logger: Logger

    /// Listens until shut down.
    func run() async throws {
        let filter = try TopicFilter(validating: Self.filter)
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await client.subscribe(to: [filter], qos: .atLeastOnce, bufferLimit: Self.bufferLimit, listen)
                    return
                } catch let error as MQTTError where error.code == .closed || error.code == .cancelled {
                    return  // told to end while the broker was away
                } catch let error as MQTTError {
                    logger.error("Ringing acknowledgements cannot be heard", metadata: [LogKey.error: "\(error)"])
                    try await clock.sleep(until: clock.now().addingTimeInterval(Self.retrySeconds))
                }
            }
        }
    }

    private func listen(_ messages: MQTTSubscription) async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            var dropped = 0
            for await message in messages {
                let (topic, payload) = (message.topic.string, message.payload)
                guard let found = RingingReceiver.acknowledgement(topic: topic, payload: payload),
                    limiter.heedsRinging(of: found.callee, in: found.key.churchID)
                else { continue }
                if running == Self.width {
                    await group.next()
                    running -= 1
                }
                running += 1
                group.addTask { await receiver.receive(topic: topic, payload: payload) }
                if messages.droppedCount > 2 * dropped {  // said once for each doubling, so that nobody can flood the log
                    dropped = messages.droppedCount
                    logger.warning("Ringing acknowledgements came too fast; some were dropped", metadata: [LogKey.count: "\(dropped)"])
                }
            }
        }
    }
}
