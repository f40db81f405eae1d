import ArgumentParser
import CallSignaling
import Foundation

/// `faithflow-calls bench`: drives whole calls through a deployment, closed loop, and prints how many a second and what they cost.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure whole calls through a deployment.",
        discussion: """
            Each pair makes one call after the other: create, accept, both connected, end, each step waiting for its signals. The members
            must be in the directory, named PREFIX0, PREFIX1 … Tokens are minted with JWT_SECRET_KEY; the broker is that of MQTT_…
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "Address of the service.")
    var url = "http://127.0.0.1:8080"

    @Option(help: "Church of the members.")
    var church: ChurchID

    @Option(help: "How the members' ids begin.")
    var prefix = "bench-"

    @Option(help: "Pairs calling at once, 1 to 1000.")
    var pairs = 32

    @Option(help: "Seconds, 1 to 600.")
    var seconds = 10

    @Option(help: "A process whose CPU time is measured, as NAME=PID; may be given several times.")
    var process: [String] = []

    func validate() throws {
        guard (1...1_000).contains(pairs) else { throw ValidationError("--pairs is 1 to 1000") }
        guard (1...600).contains(seconds) else { throw ValidationError("--seconds is 1 to 600") }
    }

    func run() async throws {
        var reader = options.reader
        let secret = Secret.signing(reading: &reader)
        let broker = BrokerOptions(reading: &reader)
        try reader.check()
        guard let secret else { return }
        let meters = try process.map { try ProcessMeter(argument: $0) }
        var tokens: [String] = []
        for index in 0..<(2 * pairs) {
            let token = DevelopmentToken(
                member: MemberID("\(prefix)\(index)"), church: church, role: .member, name: nil, issuedAt: Date(), lifetime: .hour)
            tokens.append(try await token.signed(with: secret))
        }
        let bench = Bench(url: url, church: church, prefix: prefix, tokens: tokens, broker: broker)
        let before = try meters.map { try $0.cpuSeconds() }
        let result = try await bench.run(seconds: Double(seconds))
        let after = try meters.map { try $0.cpuSeconds() }
        print(result.summary)
        for (index, meter) in meters.enumerated() {
            let milliseconds = (after[index] - before[index]) * 1_000 / Double(max(1, result.lifecycles.count))
            print("cpu \(meter.name): \(milliseconds.formatted(.number.precision(.fractionLength(2)))) ms a lifecycle")
        }
        if result.failures > 0 { throw ExitCode.failure }
    }
}
