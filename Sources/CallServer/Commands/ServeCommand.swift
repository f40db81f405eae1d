import ArgumentParser
import Logging

/// `faithflow-calls serve`: runs the service until SIGTERM or SIGINT.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the service.", discussion: "Ends on SIGTERM and SIGINT, orderly and within ten seconds.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load()
        configuration.log.bootstrap()
        let logger = Logger(label: "faithflow-calls")
        logger.info(
            "Starting",
            metadata: [
                ServerLog.version: "\(ServiceVersion.current)", ServerLog.instance: "\(configuration.instanceID)",
                ServerLog.store: "\(configuration.store.kind.rawValue)",
            ])
        OpenFiles.raiseLimit()
        for notice in configuration.notices { logger.warning("\(notice)") }
        do {
            try await CallService.build(configuration, logger: logger).run()
        } catch {
            throw StartFailure(error, http: configuration.http)
        }
    }
}
