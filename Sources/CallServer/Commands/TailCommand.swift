import ArgumentParser
import CallSignaling
import Foundation
import Logging
import MQTT

/// `faithflow-calls tail`: a live view of the signals on the broker, until interrupted.
struct TailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Show signals as they are published.",
        discussion:
            "Connects with MQTT_…, as `serve` does. A signal that goes to several topics is shown once; one that is sent again is marked.")

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "Only of this church.")
    var church: ChurchID?

    @Option(help: "Only of the call whose id begins so.")
    var call: String?

    @Option(help: "Only those that name this member or go to him.")
    var member: MemberID?

    @Flag(help: "One JSON object a line.")
    var json = false

    @Flag(help: "Show a signal once for each topic it goes to.")
    var allTopics = false

    func run() async throws {
        var reader = options.reader
        let broker = BrokerOptions(reading: &reader)
        try reader.check()
        let filter = SignalFilter(church: church, callPrefix: call, member: member)
        let style = SignalStyle(isTerminal: StandardStream.output.isTerminal, environment: ProcessInfo.processInfo.environment)
        let view = SignalView(filter: filter, form: json ? .json : .line(style), showsCopies: allTopics)
        try await SignalTail(broker: broker, topics: filter.topicFilters).run(view)
    }
}
