import CallAPI
import CallControl

/// What clients are told. It may be changed without a restart.
struct ClientOptions: Sendable, Hashable {
    /// Addresses of the broker for clients.
    var brokers: [String] = []
    /// How long they may go by an answer, seconds.
    var maximumAge = 60
}

extension ClientOptions {
    /// `CLIENT_…`.
    init(reading reader: inout ConfigurationReader) {
        self.init()
        brokers = reader.read(ConfigurationKeys.clientBrokers, brokers)
        maximumAge = reader.read(ConfigurationKeys.clientMaximumAge, maximumAge)
    }
}

extension ServerConfiguration {
    /// What clients are told by `clients` and all else that is set.
    func settings(_ clients: ClientOptions) -> ClientSettings {
        ClientSettings(
            brokers: clients.brokers, maximumAge: clients.maximumAge, timeouts: calls.timeouts, repeats: calls.repeats, ice: media.ice,
            capabilities: .init(
                mediaRooms: media.liveKit != nil, callPresence: presence.publishesCalls, brokerTokens: brokerAccess.tokenSecret != nil,
                calleeLimit: calls.calleeLimit))
    }
}
