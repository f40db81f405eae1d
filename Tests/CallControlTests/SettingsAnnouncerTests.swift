import CallSignaling
import Foundation
import Logging
import Synchronization
import Testing

@testable import CallControl

/// Churches are told which settings hold, each once for each version.
@Suite struct SettingsAnnouncerTests {
    private final class Broker: Sendable {
        let state = Mutex((isUp: true, version: String?.none, told: [String]()))
        var told: [String] { state.withLock(\.told).sorted() }

        func publish(_ topic: Topic, _ text: String) throws {
            let fields = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
            try state.withLock { state in
                guard state.isUp else { throw DependencyFailure(.broker, reason: "down") }
                #expect(fields["type"] == "config_changed")
                state.told.append("\(topic.name) \(fields["version"] ?? "")")
            }
        }
    }

    private let broker = Broker()
    private let clock = ManualClock()

    private func running(_ body: (SettingsAnnouncer) async throws -> Void) async throws {
        let announcer = SettingsAnnouncer(clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { [broker] in
            broker.state.withLock(\.version)
        } publish: { [broker] topic, text in
            try broker.publish(topic, text)
        }
        let task = Task { try await announcer.run() }  // ends with the body, not by itself
        defer { task.cancel() }
        try await body(announcer)
    }

    private func eventually(_ told: [String]) async throws {
        let limit = ContinuousClock.now + .seconds(20)
        while broker.told != told, ContinuousClock.now < limit { await clock.advance(by: 0.5) }
        #expect(broker.told == told)
    }

    @Test func eachChurchIsToldOfEachVersionOnce() async throws {
        try await running { announcer in
            announcer.note(ChurchID("grace"))
            await clock.advance(by: 3)
            #expect(broker.told.isEmpty, "there is nothing to be told")
            broker.state.withLock { $0.version = "1" }
            try await eventually(["faithflow/grace/config 1"])
            for _ in 0..<3 { for church in ["grace", "hope"] { announcer.note(ChurchID(church)) } }
            try await eventually(["faithflow/grace/config 1", "faithflow/hope/config 1"])
            await clock.advance(by: 9)
            #expect(broker.told.count == 2)
            broker.state.withLock { ($0.version, $0.told) = ("2", []) }
            try await eventually(["faithflow/grace/config 2", "faithflow/hope/config 2"])
        }
    }

    @Test func aBrokerThatIsAwayOrNewIsToldLater() async throws {
        try await running { announcer in
            broker.state.withLock { ($0.isUp, $0.version) = (false, "1") }
            announcer.note(ChurchID("grace"))
            await clock.advance(by: 5)
            broker.state.withLock { $0.isUp = true }
            try await eventually(["faithflow/grace/config 1"])
            broker.state.withLock { $0.told = [] }
            announcer.startOver()
            try await eventually(["faithflow/grace/config 1"])
        }
    }
}
