import ArgumentParser
import FoundationEssentials
import Logging

/// `faithflow-calls check`: is the configuration right, and does each dependency answer. Exits with 1 when something failed.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the configuration and each dependency.",
        discussion: "Writes and removes one document in the collection \(StoreCheck.collection). Publishes nothing.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let report = await makeReport()
        try StandardStream.output.write(json ? try report.json : report.text)
        if !report.isOK { throw ExitCode(1) }
    }

    private func makeReport() async -> CheckReport {
        let configuration: ServerConfiguration
        do {
            configuration = try options.load()
        } catch {
            return CheckReport(checks: CheckReport.results(of: error))
        }
        let logger = Logger(label: "check", factory: { _ in SwiftLogNoOpLogHandler() })
        async let database = StoreCheck(options: configuration.store, logger: logger).run()
        async let broker = BrokerCheck(options: configuration.broker, clientID: configuration.brokerClientID, logger: logger).run()
        let first = CheckResult.ok("configuration", "\(ConfigurationKeys.all.count) settings known, no errors")
        return CheckReport(
            checks: [first, await database, await broker, CheckReport.result(of: configuration.media)]
                + CheckReport.results(of: configuration.http, at: Date()))
    }
}
