import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// The service is killed at each step of each type of signal, between the storing of a change and the last trace of its signals in the store.
@Suite("Killed between commit and acknowledgement")
struct KillPointTests {
    private static let environment = [
        "RING_TIMEOUT_SECONDS": "120", "CONNECT_TIMEOUT_SECONDS": "120", "RING_REPEAT_SECONDS": "none", "CANCEL_REPEAT_SECONDS": "none",
        "RING_REPEAT_AFTER_ACK_SECONDS": "600",
    ]
    private static let gate = Gate(limit: 4)

    @Test(
        "after the restart every signal has come on each of its topics, at most once more than needed", .timeLimit(.minutes(5)),
        arguments: KillPoint.all)
    func killed(_ point: KillPoint) async throws { try await Self.gate.pass { try await run(point) } }

    private func run(_ point: KillPoint) async throws {
        let shared = try await Deployment.standard.deployment()
        let environment = Self.environment.merging(["INSTANCE_ID": "kill-\(UUID().uuidString)"]) { $1 }
        let faulty = environment.merging(["FAITHFLOW_FAULTS": point.fault]) { $1 }
        let deployment = try await Deployment.start(point.isTyped ? faulty : environment, broker: shared.broker)
        var service = deployment.service
        defer { service.process.stop() }
        let church = try await Church(in: deployment)
        var call: String?
        for act in point.story.before {
            let answer = try await SignalStory.perform(act, phones(church, service), call)
            #expect(answer.status == 200)
            call = call ?? answer.body["call_id"]?.string
        }
        if !point.isTyped {
            try await deployment.awaitDelivery(church)
            service.process.stop()
            service = try await TestService.start(service.environment.merging(faulty) { $1 }, port: service.port)
        }
        // Its answer may be lost with the process; what became of it is in the store.
        _ = try? await SignalStory.perform(point.story.last, phones(church, service), call)
        #expect(try await service.process.exitStatus(within: 20) == 128 + SIGKILL, "killed at the point")
        service = try await TestService.start(service.environment.merging(["FAITHFLOW_FAULTS": ""]) { $1 }, port: service.port)
        let stored = try #require(try await church.collection("calls").findOne(["church_id": .string(church.id)])?["_id"]?.string)
        try await church.expect(stored, point.story.signals)
        try await deployment.awaitDelivery(church)
        try await church.recorder.catchUp(port: shared.broker.port)
        let copies = Dictionary(grouping: church.recorder.messages(of: stored)) { "\($0.place) \($0.seq ?? 0) \($0.type)" }
        #expect(copies.filter { $0.value.count > 2 }.keys.sorted() == [])
        #expect(copies.values.allSatisfy { Set($0.map(\.payload)).count == 1 }, "a copy is a copy")
        if point.step == "committed" { #expect(copies.filter { $0.value.count > 1 && $0.key.hasSuffix(point.story.type) }.isEmpty) }
    }

    private func phones(_ church: Church, _ service: TestService) -> [Phone] { (0..<3).map { church.phone($0, of: service) } }
}

/// A step at which the service is killed, and the story that leads there.
struct KillPoint: Sendable, CustomTestStringConvertible {
    let step: String
    let story: SignalStory

    /// Signals are discarded in bulk, of all types.
    var isTyped: Bool { !step.hasPrefix("discard") }
    var fault: String { "kill=\(step):\(isTyped ? story.type : "*")" }
    var testDescription: String { "\(step) \(story.type)" }

    static let all = ["committed", "published", "acknowledged", "discarding", "discarded"].flatMap { step in
        SignalStory.all.map { KillPoint(step: step, story: $0) }
    }
}
