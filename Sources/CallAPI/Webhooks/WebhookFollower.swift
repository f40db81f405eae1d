public import CallControl
import CallSignaling
import FoundationEssentials

/// Makes an errand of each event of a call for each endpoint that wants to be told of it.
public struct WebhookFollower: CallFollower {
    let store: any WebhookStore
    let queue: any ErrandQueue
    let clock: any CallClock

    /// A follower for the endpoints in `store`.
    public init(store: any WebhookStore, queue: any ErrandQueue, clock: any CallClock) {
        self.store = store
        self.queue = queue
        self.clock = clock
    }

    /// Adds the errands; see the protocol. One lane for each endpoint and call.
    public func follow(_ changes: [FollowUp]) async throws {
        var errands: [Errand] = []
        let now = clock.now()
        for change in changes {
            let endpoints = try await store.recentEndpoints(in: change.call.churchID).filter { $0.shutdown == nil }
            guard !endpoints.isEmpty else { continue }
            let events = try WebhookEvent.events(of: change)
            for endpoint in endpoints {
                errands += events.filter { endpoint.wants($0.type) }.map { WebhookErrand.make($0, for: endpoint, change.call, at: now) }
            }
        }
        if !errands.isEmpty { try await queue.add(errands) }
    }
}

/// A message to an endpoint as an errand.
enum WebhookErrand {
    /// That of an event.
    static func make(_ event: WebhookEvent, for endpoint: WebhookEndpoint, _ call: Call, at now: Date) -> Errand {
        Errand(
            .webhook, lane: "\(endpoint.id)/\(call.id)", seq: event.number, churchID: call.churchID, callID: call.id,
            body: String(decoding: event.message.body, as: UTF8.self), notBefore: now)
    }

    /// That of a message that was given up once. `round` tells it from the errands of another replay.
    static func make(_ letter: DeadLetter, round: String, at now: Date) -> Errand {
        Errand(
            .webhook, lane: "\(letter.webhookID)/\(letter.callID?.rawValue ?? "")/\(round)", seq: letter.seq, churchID: letter.churchID,
            callID: letter.callID, body: letter.body, notBefore: now)
    }

    /// The endpoint that an errand is for; nil for one that is none of a webhook.
    static func webhook(of errand: Errand) -> WebhookID? {
        errand.lane.split(separator: "/").first.flatMap { WebhookID(validating: String($0)) }
    }

    /// The message that an errand carries; nil for one that is none of a webhook.
    static func message(of errand: Errand) -> WebhookMessage? {
        struct Named: Decodable {
            let id: String
        }
        let body = Array(errand.body.utf8)
        guard let named = try? JSONDecoder().decode(Named.self, from: Data(body)) else { return nil }  // nothing of ours
        return WebhookMessage(id: named.id, body: body)
    }
}
