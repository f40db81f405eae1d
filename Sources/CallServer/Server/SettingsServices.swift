import CallAPI
import CallControl
import CallSignaling
import Logging

/// The settings for clients, and the way of a changed configuration file into use, wired.
struct SettingsServices: Sendable {
    /// What holds.
    let board: ClientSettingsBoard
    /// Tells clients that it is something else.
    let announcer: SettingsAnnouncer
    /// What runs.
    let services: [CallService.NamedService]

    /// Is to know of stored calls.
    var observer: @Sendable (Call) -> Void { { [announcer] call in announcer.note(call.churchID) } }

    /// The settings of `configuration`, announced through `link`; both follow its file, if it came from one.
    init(_ configuration: ServerConfiguration, link: BrokerLink, clock: DatabaseClock, logger: Logger) {
        let board = ClientSettingsBoard(configuration.settings(configuration.clients))
        let announcer = SettingsAnnouncer(clock: clock, logger: logger) {
            let current = board.current
            return current.settings.brokers.isEmpty ? nil : current.version
        } publish: { topic, text in
            try await link.retain(topic, text)
        }
        board.attach { announcer.note($0) }
        (self.board, self.announcer) = (board, announcer)
        var services: [CallService.NamedService] = [("settings", ClockedService(service: announcer, clock: clock))]
        if let source = configuration.source {
            let mover = BrokerMover(configuration.broker, link: link, clientID: configuration.brokerClientID, logger: logger)
            let watch = SettingsWatch(source, logger: logger) { read in
                let settings = configuration.settings(read.clients)
                mover.want(
                    BrokerMover.Wish(broker: read.broker) {
                        guard board.replace(with: settings) else { return }
                        logger.notice("Other settings hold for clients", metadata: [ServerLog.version: "\(board.current.version)"])
                    })
            }
            services += [("broker mover", mover), ("settings watch", watch)]
        }
        self.services = services
    }
}
