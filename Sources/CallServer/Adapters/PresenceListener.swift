import CallControl
import CallSignaling
import FoundationEssentials
import Logging
import MQTT
import ServiceLifecycle

/// Hears what apps publish on presence topics, and keeps the board.
///
/// **Overview.** Not a shared subscription: every instance hears everything, and what the broker has retained when it starts and whenever its connection returns.
/// **Concurrency.** One message at a time, each a look into a table. At most `bufferLimit` wait, then the oldest go; what they said is known again when the app says
/// more, or the connection returns.
/// **Lifecycle.** `run()` until shut down. A refused subscription is asked for again.
struct PresenceListener: Service {
    /// The subscription.
    static let filter = Topic.everyPresence
    /// Most messages waiting.
    static let bufferLimit = 65_536
    /// Seconds until a refused subscription is asked for again.
    static let retrySeconds = 5.0

    let client: MQTTClient
    let board: PresenceBoard
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
                    logger.error("Presence cannot be heard", metadata: [LogKey.error: "\(error)"])
                    try await clock.sleep(until: clock.now().addingTimeInterval(Self.retrySeconds))
                }
            }
        }
    }

    private func listen(_ messages: MQTTSubscription) async {
        var (dropped, refused) = (0, 0)
        for await message in messages {
            board.note(topic: message.topic.string, payload: message.payload, isRetained: message.isRetained, at: clock.now())
            // Each is said once for each doubling, so that nobody can flood the log.
            if messages.droppedCount > 2 * dropped {
                dropped = messages.droppedCount
                logger.warning("Presence came too fast; some of it was dropped", metadata: [LogKey.count: "\(dropped)"])
            }
            if board.refusedCount > 2 * refused {
                refused = board.refusedCount
                logger.warning("There is no room for the presence of more members", metadata: [LogKey.count: "\(refused)"])
            }
        }
    }
}
