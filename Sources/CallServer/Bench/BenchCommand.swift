import ArgumentParser
import CallSignaling
import Foundation
import NIOCore
import NIOPosix

/// `faithflow-calls bench`: drives whole calls through a deployment, and prints how many a second, how fast, and what they cost.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure whole calls through a deployment.",
        discussion: """
            A whole call: create, all callees accept, all are connected, end; each step waits for its signals.

            Without --rate each group begins its next call when the last is over (closed loop). With --rate calls are due at random instants
            (Poisson), and latencies count from then on, also while no group is free: what a slow service would hide is counted (no coordinated
            omission). Calls that were due and never begun are a failure: then the rate is more than the deployment, or --pairs, can bear.

            The members must be in the directory, named PREFIX0, PREFIX1 … Tokens are minted with JWT_SECRET_KEY; the broker is that of MQTT_…,
            whose account must hear all topics of the church. Raise the service's rate limits for the time.

            With --ceilings that account must be allowed to publish on them too, and MONGO_URL and DB_NAME are the service's.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "Address of the service.")
    var url = "http://127.0.0.1:8080"

    @Option(help: "Church of the members.")
    var church: ChurchID

    @Option(help: "How the members' ids begin.")
    var prefix = "bench-"

    @Option(help: "Groups that call at once, 1 to 5000.")
    var pairs = 32

    @Option(help: "Members who listen each on an MQTT connection of his own, 2 to 50000; they are the groups, instead of --pairs.")
    var phones: Int?

    @Option(help: "Members called in each call, 1 to 8.")
    var callees = 1

    @Option(help: "Calls a second, at random instants; without it, as many as the deployment bears.")
    var rate: Double?

    @Option(help: "Seconds that are counted, 1 to 3600.")
    var seconds = 10

    @Option(help: "Seconds before that are not counted, 0 to 600.")
    var warmUp = 2

    @Option(help: "A process whose CPU time and memory are measured, as NAME=PID; may be given several times.")
    var process: [String] = []

    @Flag(help: "Measure the broker and the database alone too, 3 s each, and set the calls against that.")
    var ceilings = false

    @Option(help: "File that gets the results as JSON.", completion: .file())
    var json: String?

    func validate() throws {
        guard (1...5_000).contains(pairs) else { throw ValidationError("--pairs is 1 to 5000") }
        guard (2...50_000).contains(phones ?? 2), phones ?? .max > callees else { throw ValidationError("--phones is 2 to 50000") }
        guard (1...8).contains(callees) else { throw ValidationError("--callees is 1 to 8") }
        guard (1...3_600).contains(seconds) else { throw ValidationError("--seconds is 1 to 3600") }
        guard (0...600).contains(warmUp) else { throw ValidationError("--warm-up is 0 to 600") }
        guard (rate ?? 1) > 0, (rate ?? 1) <= 100_000 else { throw ValidationError("--rate is more than 0, at most 100000") }
    }

    func run() async throws {
        var reader = options.reader
        let secret = Secret.signing(reading: &reader)
        let broker = BrokerOptions(reading: &reader)
        let store = ceilings ? StoreOptions(reading: &reader) : nil
        try reader.check()
        guard let secret else { return }
        guard let address = ServiceAddress(url) else { throw ValidationError("--url is no http or https address") }
        OpenFiles.raiseLimit()
        let meters = try process.map { try ProcessMeter(argument: $0) } + [ProcessMeter(own: "generator")]
        let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let generator = LoadGenerator(plan: try await plan(secret), address: address, broker: broker, on: threads.next())
        var report = try await generator.run(meters: meters, progress: Self.progress)
        try await threads.shutdownGracefully()
        print(report.summary)
        if let json { try write(report, to: json) }
        if let store {
            report.limits = try await RawLimits.measure(broker, church: church, store, seconds: 3)
            print(report.comparison)
            if let json { try write(report, to: json) }
        }
        if report.failures + report.unserved + report.lost > 0 { throw ExitCode.failure }
    }

    private func plan(_ secret: Secret) async throws -> LoadPlan {
        var tokens: [String] = []
        let groups = phones.map { $0 / (callees + 1) } ?? pairs
        for index in 0..<(groups * (callees + 1)) {
            let token = DevelopmentToken(
                member: MemberID("\(prefix)\(index)"), church: church, role: .member, name: nil, issuedAt: Date(), lifetime: .hour)
            tokens.append(try await token.signed(with: secret))
        }
        return LoadPlan(
            church: church, prefix: prefix, tokens: tokens, callees: callees, hasPhones: phones != nil,
            arrivals: rate.map(LoadPlan.Arrivals.open) ?? .closed,
            warmUp: Double(warmUp), seconds: Double(seconds))
    }

    private func write(_ report: LoadReport, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(report).write(to: URL(filePath: path))
    }

    /// A bar on a terminal; nothing elsewhere.
    private static func progress(_ share: Double, _ calls: Int) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        let full = Int(share * 30)
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: 30 - full)
        FileHandle.standardError.write(Data("\r\(bar) \(calls) calls\(share >= 1 ? "\n" : "")".utf8))
    }
}
