import CallAPI
import CallControl
import CallSignaling
import FoundationEssentials
import LiveKit
import Logging
import TokenVerification

/// Takes LiveKit's webhooks. An event says that something has happened to a room; what is so now the room is asked (`RoomWatch`).
struct MediaWebhooks: Sendable {
    let receiver: WebhookReceiver
    let watch: RoomWatch
    /// Nil where calls are not recorded.
    let recorder: RoomRecorder?
    let errands: any ErrandQueue
    let logger: Logger
    private let known = KnownEvents()

    init(receiver: WebhookReceiver, watch: RoomWatch, recorder: RoomRecorder?, errands: any ErrandQueue, logger: Logger) {
        self.receiver = receiver
        self.watch = watch
        self.recorder = recorder
        self.errands = errands
        self.logger = logger
    }

    /// For the HTTP interface.
    var intake: MediaEventIntake {
        MediaEventIntake { body, authorization throws(TokenFailure) in
            do throws(WebhookRefusal) {
                let event = try receiver.receive(body, authorization: authorization, at: Date())
                return { try await handle(event) }
            } catch {
                return try Self.outcome(of: error)
            }
        }
    }

    /// What a refusal means to who has asked.
    private static func outcome(of refusal: WebhookRefusal) throws(TokenFailure) -> MediaEventIntake.Handler {
        switch refusal {
        case .missing: throw .missing
        case .expired: throw .expired
        case .malformed: throw .invalid("it is malformed")
        case .forged: throw .invalid("it is not the media server's")
        case .otherBody: throw .invalid("it vouches for another body")
        case .tooLarge, .unreadable: return { throw CallFailure.invalid("the body is not an event of the media server's") }
        }
    }

    /// Does what an event asks for. Throws `DependencyFailure` where somebody who is needed does not answer: then it should be sent again.
    func handle(_ event: LiveKit.WebhookEvent) async throws {
        guard let kind = event.kind, !known.contains(event.id) else { return }
        if event.droppedCount > 0 {
            logger.warning("The media server has dropped events", metadata: [ServerLog.count: "\(event.droppedCount)"])
        }
        do {
            try await handle(event, kind)
        } catch let error as LiveKitError {
            throw DependencyFailure(.media, reason: "\(error)")
        }
        known.insert(event.id)
    }

    private func handle(_ event: LiveKit.WebhookEvent, _ kind: LiveKit.WebhookEvent.Kind) async throws {
        guard let name = event.room?.name ?? event.egress?.roomName, let key = CallKey(roomName: name),
            let call = try await watch.repository.call(key)
        else { return }
        if let egress = event.egress { try await recorder?.report(egress, on: key) }
        if kind == .participantJoined, let person = event.participant { try await refuse(person, in: call) }
        guard call.status.isLive else { return }
        switch kind {
        case .participantJoined, .roomFinished: try await watch.look(at: call)
        case .participantLeft, .participantConnectionAborted:
            try await watch.look(at: call, left: event.participant.map { [MemberID($0.identity)] } ?? [])
        case .trackPublished, .trackUnpublished:
            guard let identity = event.participant?.identity, let source = event.track?.source else { return }
            guard let person = try await watch.look(at: call).first(where: { $0.identity == identity }) else { return }
            if let change = call.flagChange(of: person, source, toldAt: event.createdAt) { try await watch.perform(change, on: key) }
        case .roomStarted, .egressStarted, .egressUpdated, .egressEnded: break
        }
    }

    /// Has thrown out whoever has entered and is not in the call, be it over or not: his token outlives his part. Written down before anything is asked of the media server,
    /// so that its being down loses nothing. The event may be old news; whether he is there, and not in the call, is looked at when it is done.
    private func refuse(_ person: LiveKitParticipant, in call: Call) async throws {
        guard let part = call.participant(MemberID(person.identity)), !part.state.isIn else { return }
        try await errands.add([try RoomErrand.expulsion(of: part.id, stay: person.sid, from: call, at: watch.coordinator.now)])
    }
}
