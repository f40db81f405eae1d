import CallControl
import CallSignaling
import CallStorage
import Foundation
import Logging
import Testing

@testable import CallAPI

/// What becomes of a message, by what the receiver answers.
@Suite struct WebhookDeliveryTests {
    private static let church = ChurchID("grace")
    private let clock = ManualClock()
    private let webhooks = Webhooks()
    private let patience = WebhookPatience(first: 5, longest: 3_600, limit: 86_400)

    private func delivery() throws -> WebhookDelivery {
        WebhookDelivery(
            desk: try #require(webhooks.desk), patience: patience, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func endpoint() async throws -> WebhookEndpoint {
        try await #require(webhooks.desk).create("https://hooks.example.org", events: nil, in: Self.church, at: clock.now()).endpoint
    }

    private func errand(_ webhook: WebhookID, id: String = "evt_1", seq: Int = 1_000, triedFor seconds: Double = 0) -> ClaimedErrand {
        let now = clock.now()
        let errand = Errand(
            .webhook, lane: "\(webhook)/call", seq: seq, churchID: Self.church, callID: CallID("call"), body: #"{"id":"\#(id)"}"#,
            notBefore: now)
        return ClaimedErrand(errand: errand, attempts: 3, firstTriedAt: now - seconds, claim: "c")
    }

    private func letters(_ webhook: WebhookID) async throws -> [DeadLetter] {
        try await webhooks.letters.letters(of: webhook, in: Self.church, ids: nil, limit: 10)
    }

    @Test(arguments: [200, 201, 204, 299]) func whatIsTakenIsDone(status: Int) async throws {
        let webhook = try await endpoint().id
        webhooks.answer(with: .answered(status))
        #expect(await (try delivery()).carryOut(errand(webhook)) == .done)
        #expect(
            webhooks.sent.map(\.id) == ["evt_1"] && webhooks.sent.map { String(decoding: $0.body, as: UTF8.self) } == [#"{"id":"evt_1"}"#])
        #expect(try await letters(webhook).isEmpty)
    }

    static let refusals: [WebhookOutcome] =
        [100, 302, 400, 401, 404, 429, 500, 503, 599].map { .answered($0) } + WebhookOutcome.Failure.allCases.map { .failed($0) }

    @Test(arguments: refusals) func whatIsNotIsTriedAgainAndInTheEndKept(outcome: WebhookOutcome) async throws {
        let webhook = try await endpoint().id
        webhooks.answer(with: outcome)
        guard case .retry(let date, let reason) = await (try delivery()).carryOut(errand(webhook, triedFor: 100)) else {
            Issue.record("not tried again")
            return
        }
        #expect((50.0...100).contains(date.timeIntervalSince(clock.now())) && reason == outcome.text)
        #expect(try await letters(webhook).isEmpty)
        #expect(await (try delivery()).carryOut(errand(webhook, triedFor: 86_400)) == .dropped(outcome.text))
        let letter = try #require(try await letters(webhook).first)
        #expect(letter.id == "evt_1" && letter.reason == outcome.text && letter.attempts == 4 && letter.body == #"{"id":"evt_1"}"#)
    }

    @Test func theReceiversWishIsHeeded() async throws {
        let webhook = try await endpoint().id
        webhooks.answer(with: .answered(503, retryAfter: 600))
        #expect(await (try delivery()).carryOut(errand(webhook)) == .retry(at: clock.now() + 600, "status 503"))
    }

    @Test func whoIsGoneIsSwitchedOff() async throws {
        let webhook = try await endpoint().id
        let delivery = try delivery()
        webhooks.answer(with: .answered(410))
        #expect(await delivery.carryOut(errand(webhook)) == .dropped("status 410"))
        #expect(try await webhooks.store.endpoint(webhook, in: Self.church)?.shutdown == .gone)
        #expect(await delivery.carryOut(errand(webhook, id: "evt_2")) == .dropped("the webhook is off"))
        #expect(try await letters(webhook).map(\.id) == ["evt_1", "evt_2"])
        #expect(webhooks.sent.count == 1)
    }

    @Test func whatIsDeletedGetsNothing() async throws {
        let webhook = try await endpoint().id
        #expect(try await #require(webhooks.desk).remove(webhook, in: Self.church))
        #expect(await (try delivery()).carryOut(errand(webhook)) == .done)
        #expect(webhooks.sent.isEmpty)
        #expect(try await letters(webhook).isEmpty)
    }

    @Test func oneThatFailsHoldsUpNoOther() async throws {
        let (bad, good) = (try await endpoint().id, try await endpoint().id)
        let delivery = try delivery()
        webhooks.answer(with: .failed(.late))
        for _ in 0..<5 { _ = await delivery.carryOut(errand(bad)) }
        #expect(webhooks.sent.count == 1, "it rests")
        webhooks.answer(with: .answered(204))
        #expect(await delivery.carryOut(errand(good)) == .done)
    }

    @Test func whatIsNoMessageGoes() async throws {
        let now = clock.now()
        let errand = Errand(.webhook, lane: "x", seq: 1, churchID: Self.church, body: "{}", notBefore: now)
        let claimed = ClaimedErrand(errand: errand, attempts: 0, firstTriedAt: now, claim: "c")
        guard case .dropped = await (try delivery()).carryOut(claimed) else {
            Issue.record("not dropped")
            return
        }
    }

    @Test func deadLettersAreSentAgainOnce() async throws {
        let (webhook, desk) = (try await endpoint().id, try #require(webhooks.desk))
        webhooks.answer(with: .answered(500))
        for number in 1...3 { _ = await (try delivery()).carryOut(errand(webhook, id: "evt_\(number)", seq: number, triedFor: 90_000)) }
        let now = clock.now()
        #expect(try await desk.replay(["evt_2", "evt_9"], of: webhook, in: Self.church, at: now) == (1, 2))
        #expect(try await desk.replay(nil, of: webhook, in: Self.church, at: now) == (2, 0))
        var bodies: [String] = []
        while let claimed = try await webhooks.queue.claim(.webhook, limit: 1, at: now, lease: 30).first {
            bodies.append(claimed.errand.body)
            try await webhooks.queue.finish(claimed, at: now)
        }
        #expect(bodies.sorted() == (1...3).map { #"{"id":"evt_\#($0)"}"# })
    }

    @Test func eachEndpointGetsWhatItWants() async throws {
        let desk = try #require(webhooks.desk)
        let (all, ends) = (
            try await endpoint().id,
            try await desk.create("https://b.org", events: [.callEnded], in: Self.church, at: clock.now()).endpoint.id
        )
        let off = try await desk.create("https://c.org", events: nil, isEnabled: false, in: Self.church, at: clock.now()).endpoint.id
        let people = ["ann", "bob"].map { Member(id: MemberID($0), name: $0) }
        let draft = CallDraft(id: CallID("call"), churchID: Self.church, type: .voice, caller: people[0], callees: [Invitee(people[1])])
        var call = Call.start(draft, at: clock.now()).call
        _ = try call.handle(.cancel(Party(people[0].id)), at: clock.now())
        let follower = WebhookFollower(store: webhooks.store, queue: webhooks.queue, clock: clock)
        for _ in 0..<2 { try await follower.follow([FollowUp(call, after: 0)]) }
        var lanes: [String: [Int]] = [:]
        while let claimed = try await webhooks.queue.claim(.webhook, limit: 1, at: clock.now(), lease: 30).first {
            lanes[claimed.errand.lane, default: []].append(claimed.errand.seq)
            try await webhooks.queue.finish(claimed, at: clock.now())
        }
        #expect(lanes == ["\(all)/call": [1_000, 2_000, 2_999], "\(ends)/call": [2_999]])
        #expect(!lanes.keys.contains { $0.hasPrefix("\(off)") })
    }
}
