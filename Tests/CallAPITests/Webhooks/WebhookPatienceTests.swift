import CallControl
import CallSignaling
import Foundation
import Testing

@testable import CallAPI

/// How often an endpoint is tried that does not take its messages, and what goes to it at once.
@Suite struct WebhookPatienceTests {
    private let noon = Date(timeIntervalSince1970: 1_800_000_000)
    private let patience = WebhookPatience(first: 5, longest: 3_600, limit: 86_400)

    private func wait(_ age: Double, wish: Double? = nil, luck: Double = 1) -> Double? {
        patience.next(after: noon, at: noon + age, wish: wish, luck: luck)?.timeIntervalSince(noon + age)
    }

    @Test func pausesDoubleUpToAnHour() {
        #expect(wait(0) == 5 && wait(0, luck: 0.5) == 2.5)
        #expect(wait(40) == 40 && wait(40, luck: 0.5) == 20)
        #expect(wait(7_200) == 3_600)
        var (age, attempts) = (0.0, 1)
        while let pause = wait(age) { (age, attempts) = (age + pause, attempts + 1) }
        #expect(age == 86_400, "the last attempt is at the very end")
        #expect((30...45).contains(attempts))
    }

    @Test func whatTheReceiverAsksForIsHeeded() {
        #expect(wait(0, wish: 120) == 120)
        #expect(wait(600, wish: 1) == 600)
        #expect(wait(0, wish: 1e9) == 3_600, "within reason")
        #expect(wait(86_390, wish: 60) == 10)
        #expect(wait(86_400) == nil && wait(90_000, wish: 5) == nil)
    }

    private func endpoint(_ church: String = "grace") -> WebhookEndpoint {
        WebhookEndpoint(id: .make(), churchID: ChurchID(church), url: "", secrets: [], createdAt: noon)
    }

    /// One message comes through, and shows that the endpoint is well.
    private func prove(_ endpoint: WebhookEndpoint, _ gate: WebhookGate) {
        #expect(gate.enter(endpoint, at: noon) == nil)
        #expect(gate.enter(endpoint, at: noon) != nil, "nobody knows yet")
        gate.leave(endpoint, since: noon, at: noon, isWell: true, wish: nil)
    }

    @Test func soManyGoToOneEndpointAndToOneChurch() {
        let gate = WebhookGate(patience)
        let endpoints = (0..<3).map { _ in endpoint() }
        for endpoint in endpoints { prove(endpoint, gate) }
        for endpoint in endpoints.prefix(2) {
            for _ in 0..<WebhookGate.width { #expect(gate.enter(endpoint, at: noon) == nil) }
            #expect(gate.enter(endpoint, at: noon).map { $0 > noon } == true)
        }
        #expect(gate.enter(endpoints[2], at: noon) != nil, "the church has its share")
        #expect(gate.enter(endpoint("hope"), at: noon) == nil, "others go on")
        gate.leave(endpoints[0], since: noon, at: noon + 1, isWell: true, wish: nil)
        #expect(gate.enter(endpoints[2], at: noon + 1) == nil)
    }

    @Test func thoseWhoWaitAreGivenTurns() {
        let (gate, endpoint) = (WebhookGate(patience), endpoint())
        prove(endpoint, gate)
        for _ in 0..<WebhookGate.width { _ = gate.enter(endpoint, at: noon) }
        let turns = (0..<100).compactMap { _ in gate.enter(endpoint, at: noon) }
        #expect(turns.count == 100 && zip(turns, turns.dropFirst()).allSatisfy { $0 < $1 })
        #expect(turns.allSatisfy { $0 <= noon + 30 })
    }

    @Test func anEndpointThatFailsRestsAndIsProbedByOne() {
        let (gate, endpoint) = (WebhookGate(patience), endpoint())
        #expect(gate.enter(endpoint, at: noon) == nil)
        gate.leave(endpoint, since: noon, at: noon, isWell: false, wish: nil)
        #expect(gate.enter(endpoint, at: noon + 4.9).map { $0 >= noon + 5 } == true)
        #expect(gate.enter(endpoint, at: noon + 5) == nil)
        #expect(gate.enter(endpoint, at: noon + 5) != nil, "one finds out")
        gate.leave(endpoint, since: noon + 5, at: noon + 5, isWell: false, wish: nil)
        #expect(gate.enter(endpoint, at: noon + 14.9) != nil, "the pause doubles")
        #expect(gate.enter(endpoint, at: noon + 15) == nil)
        gate.leave(endpoint, since: noon + 15, at: noon + 15, isWell: nil, wish: nil)
        #expect(gate.enter(endpoint, at: noon + 15) == nil)
        gate.leave(endpoint, since: noon + 15, at: noon + 15, isWell: true, wish: nil)
        for _ in 0..<WebhookGate.width { #expect(gate.enter(endpoint, at: noon + 15) == nil) }
    }

    @Test func pausesAreAMinuteAtMost() {
        #expect((1...70).map { patience.pause(afterFailures: $0, wish: nil) }.max() == 60)
        #expect(patience.pause(afterFailures: 1, wish: 30) == 30 && patience.pause(afterFailures: 1, wish: 1e9) == 60)
    }
}
