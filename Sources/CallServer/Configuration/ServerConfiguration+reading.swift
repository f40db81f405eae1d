import CallAPI
import CallControl
import Foundation

extension ServerConfiguration {
    /// Variable that names the configuration file where the command line does not.
    static let fileVariable = "FAITHFLOW_CONFIG"

    /// Reads the environment and, where the command line or `FAITHFLOW_CONFIG` names one, a file. Throws all that is wrong at once.
    static func load(file path: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws(ConfigurationFailure)
        -> Self
    {
        var reader = ConfigurationReader(file: path, environment: environment)
        var configuration = try ServerConfiguration(reading: &reader)
        configuration.source = filePath(path, environment).map { ConfigurationSource(path: $0, environment: environment) }
        return configuration
    }

    /// The file that the command line names, else the environment.
    static func filePath(_ path: String?, _ environment: [String: String]) -> String? {
        path ?? environment[fileVariable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads all settings. Throws all that is wrong at once.
    init(reading reader: inout ConfigurationReader) throws(ConfigurationFailure) {
        let identity = IdentityOptions(reading: &reader)
        http = HTTPOptions(reading: &reader)
        limits = RateLimits(reading: &reader)
        store = StoreOptions(reading: &reader)
        broker = BrokerOptions(reading: &reader)
        brokerAccess = BrokerAccess(reading: &reader, signing: identity?.secrets ?? [])
        events = EventStreamLimits(reading: &reader)
        media = MediaOptions(reading: &reader)
        push = PushOptions(reading: &reader)
        calls = CallSettings(reading: &reader)
        presence = PresenceOptions(reading: &reader)
        webhooks = WebhookOptions(reading: &reader)
        clients = ClientOptions(reading: &reader)
        log = LogOptions(reading: &reader)
        instanceID = reader.read(ConfigurationKeys.instanceID) ?? String(UUID().uuidString.lowercased().prefix(8))
        try reader.check()
        guard let identity else { throw ConfigurationFailure(problems: reader.problems) }
        self.identity = identity
    }
}

extension ConfigurationReader {
    /// A reader of the environment and the file named by the command line or the environment.
    init(file path: String?, environment: [String: String]) {
        let path = ServerConfiguration.filePath(path, environment)
        self.init(environment: environment, file: path.map { ConfigurationFile(path: $0) })
    }
}
