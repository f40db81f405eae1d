import CallControl
import CallSignaling
import FoundationEssentials
import Logging
import MQTT
import ServiceLifecycle

/// Hears what apps publish on presence topics, keeps the board, and passes on who goes and comes; and hears what is retained of who is in a call, where that is published.
///
/// **Overview.** Not a shared subscription: every instance hears everything, and what the broker has retained when it starts and whenever its connection returns.
/// **Concurrency.** One message at a time, each a look into a table. At most `bufferLimit` wait, then the oldest go; what they said is known again when the app says
/// more, or the connection returns.
/// **Lifecycle.** `run()` until shut down. A refused subscription is asked for again.
struct PresenceListener: Service {
    /// Most messages waiting.
    static let bufferLimit = 65_536
    /// Seconds until a refused subscription is asked for again.
    static let retrySeconds = 5.0

    let client: MQTTClient
    let board: PresenceBoard
    let watch: PresenceWatch?
    let engagements: EngagementPublisher?
    let announcer: SettingsAnnouncer
    let clock: any CallClock
    let logger: Logger

    /// Listens until shut down.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await noteConnections() }
                try await subscribe()
                group.cancelAll()
            }
        }
    }

    /// The broker may have lost what it had retained.
    private func noteConnections() async {
        for await state in client.states where state.isConnected {
            engagements?.startOver()
            announcer.startOver()
        }
    }

    private func subscribe() async throws {
        let names = [Topic.everyPresence] + (engagements == nil ? [] : [Topic.everyEngagement])
        let filters = try names.map { try TopicFilter(validating: $0) }
        while !Task.isCancelled {
            do {
                return try await client.subscribe(to: filters, qos: .atLeastOnce, bufferLimit: Self.bufferLimit, listen)
            } catch let error as MQTTError where error.code == .closed || error.code == .cancelled {
                return  // told to end while the broker was away
            } catch let error as MQTTError {
                logger.error("Presence cannot be heard", metadata: [LogKey.error: "\(error)"])
                try await clock.sleep(until: clock.now().addingTimeInterval(Self.retrySeconds))
            }
        }
    }

    private func hear(_ message: MQTTMessage) {
        let topic = message.topic.string
        if let news = board.note(topic: topic, payload: message.payload, isRetained: message.isRetained, at: clock.now()) {
            watch?.note(news.change, of: news.member, in: news.church)
            announcer.note(news.church)
        } else {
            engagements?.hear(topic: topic, payload: message.payload, isRetained: message.isRetained)
        }
    }

    private func listen(_ messages: MQTTSubscription) async {
        var (dropped, refused) = (0, 0)
        for await message in messages {
            hear(message)
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
