import BSON
import Foundation
import Mongo
import TestSupport

/// A deployment with a media server of its own, the double, and a church.
struct MediaStage: Sendable {
    let double: TestLiveKit
    let church: Church
    let anna: Phone
    let ben: Phone

    /// Runs `body` on one. Webhooks go to the service as they happen, or, where they are `isHeld`, as a test delivers them; the sweeper sleeps unless `environment` wakes it.
    static func with(
        _ environment: [String: String] = [:], isHeld: Bool = false, _ body: (MediaStage) async throws -> Void
    ) async throws {
        let double = try await TestLiveKit.start()
        defer { double.stop() }
        let settings = [
            "LIVEKIT_URL": "ws://127.0.0.1:\(double.port)", "LIVEKIT_API_KEY": TestLiveKit.apiKey,
            "LIVEKIT_API_SECRET": TestLiveKit.apiSecret,
            "LIVEKIT_API_URL": "same", "LIVEKIT_SWEEP_SECONDS": "3600",
        ]
        try await withDeployment(settings.merging(environment) { $1 }) { deployment in
            let webhooks = "http://127.0.0.1:\(deployment.service.port)/api/livekit/webhook"
            try await double.tell("target", ["url": webhooks, "hold": isHeld])
            let church = try await Church(in: deployment, members: 8)
            try await body(MediaStage(double: double, church: church, anna: church.phone(0), ben: church.phone(1)))
        }
    }

    /// A call's room.
    func room(_ callID: String) -> String { "faithflow_\(church.id)_\(callID)" }

    /// The same with phones that speak to another instance.
    func through(_ service: TestService) -> MediaStage {
        MediaStage(double: double, church: church, anna: church.phone(0, of: service), ben: church.phone(1, of: service))
    }

    /// A call of Anna's that Ben has answered; both are in its room, and nobody has said so by REST.
    func meet(type: String = "voice") async throws -> String { try await meet(anna, ben, type: type) }

    /// Likewise of others.
    func meet(_ caller: Phone, _ callee: Phone, type: String = "voice") async throws -> String {
        let created = try await caller.call([callee], type: type)
        guard let callID = created.body["call_id"]?.string else { throw Phone.Unexpected(answer: created) }
        let accepted = try await callee.post("accept", callID)
        for answer in [created, accepted] { try await double.enter(token: answer.body["livekit_token"]?.string ?? "") }
        return callID
    }

    /// Somebody answers, and enters the room.
    func enter(_ phone: Phone, _ callID: String) async throws {
        let accepted = try await phone.post("accept", callID)
        try await double.enter(token: accepted.body["livekit_token"]?.string ?? "")
    }

    /// Likewise after he was called into the call by Anna.
    func invite(_ phone: Phone, _ callID: String) async throws {
        try await anna.must("invite", callID, .object(["callee_ids": .array([.string(phone.member)])]))
    }

    /// A token with which he could enter the room again.
    func token(_ phone: Phone, _ callID: String) async throws -> String {
        let answer = try await phone.post("token", callID)
        guard let token = answer.body["livekit_token"]?.string else { throw Phone.Unexpected(answer: answer) }
        return token
    }

    /// Waits until all that was to be done outside for this church's calls is done.
    func awaitErrands(within seconds: Double = 20) async throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        let unfollowed: BSONDocument = ["church_id": .string(church.id), "unfollowed_since": ["$exists": true]]
        let waiting: BSONDocument = ["church_id": .string(church.id), "due": ["$exists": true]]
        while try await church.collection("calls").count(unfollowed) + church.collection("errands").count(waiting) > 0 {
            guard ContinuousClock.now < limit else { throw TestLiveKit.Refusal(description: "errands wait") }
            try await letTimePass(until: Date() + 0.05)
        }
    }

    /// Waits until the call's status is this.
    func awaitStatus(_ status: String, of callID: String, within seconds: Double = 20) async throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while true {
            let seen = try await anna.detail(callID)["status"]?.string
            if seen == status { return }
            guard ContinuousClock.now < limit else { throw TestLiveKit.Refusal(description: "the call is \(seen ?? "?"), not \(status)") }
            try await letTimePass(until: Date() + 0.05)
        }
    }

    /// Waits for a signal of this type about this member, the `count`-th.
    func awaitSignal(_ type: String, about member: String, of callID: String, count: Int = 1) async throws {
        try await church.recorder.wait("\(type) of \(member)") { messages in
            messages.count { $0.callID == callID && $0.type == type && $0.names(member) } >= count
        }
    }

    /// How many signals of this type about this member there were, once all that was published has come.
    func signals(_ type: String, about member: String, of callID: String) async throws -> Int {
        try await church.deployment.awaitDelivery(church)
        try await church.recorder.catchUp(port: church.deployment.broker.port)
        return church.recorder.messages(of: callID).count { $0.type == type && $0.names(member) }
    }
}

extension ReceivedMessage {
    fileprivate func names(_ member: String) -> Bool {
        payload["participant_id"]?.string == member || payload["participant"]?["id"]?.string == member
    }
}
