import CallSignaling
import Foundation
import Testing

/// Payloads of every type, as real calls send them.
enum PayloadSamples {
    /// A story's payloads in their order.
    static func every() throws -> [SignalPayload] {
        var story = Story(to: [.bob, .cid])
        var signals = story.sent
        let change = MediaChange(isMuted: true, isVideoEnabled: true, isSpeakerOn: true, isScreenSharing: true, isHandRaised: true)
        let events: [CallEvent] = [
            .ringing(.bob), .accept(.bob), .connected(.ann), .connected(.bob), .update(.bob, change), .reject(.cid, .rejected),
            .invite(.ann, [.free(.cid)]), .reject(.cid.on(.phone), .busy), .invite(.ann, [.free(.cid)]), .accept(.cid.on(.phone)),
            .connected(.cid), .quality(.cid, QualityReport(jitter: 10, packetLoss: 1.5, roundTrip: 120)), .connectionLost(.cid, .media),
            .connectionRestored(.cid, .media), .leave(.cid),
            .invite(.ann, [.free(.cid), .free(.dee)]), .remove(by: Host(.ann), .cid), .accept(.dee), .connected(.dee),
            .startRecording(by: Host(.ann)), .recordingPlaced("EG_1"), .recordingReported(RecordingReport("EG_1", .active)),
            .recordingReported(RecordingReport("EG_1", .complete)), .mute(by: Host(.ann), .dee), .remove(by: Host(.ann), .dee),
            .end(.ann, .normal),
        ]
        for event in events {
            try story.handle(event)
            signals += story.sent
        }
        return signals.map(\.payload) + negotiation
    }

    /// What two participants tell one another.
    private static let negotiation: [SignalPayload] = {
        let candidate = ICECandidate(
            candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid: nil, sdpMLineIndex: 0, usernameFragment: nil)
        let (ann, bob) = (MemberID("ann"), MemberID("bob"))
        let bodies: [SignalBody] = [
            .webRTCOffer(.init(from: ann, to: bob, sdp: "v=0\r\n")), .webRTCAnswer(.init(from: bob, to: ann, sdp: "v=0\r\n")),
            .iceCandidates(.init(from: ann, to: bob, candidates: [candidate], isLast: true)),
        ]
        return bodies.map { SignalPayload(callID: .story, timestamp: Story.beginning, signalID: "x", seq: 1, body: $0) }
    }()

    /// The first of `type`.
    static func first(_ type: SignalType) throws -> SignalPayload { try #require(try every().first { $0.body.type == type }) }
}

/// A payload as JSON, to look at key by key.
struct JSONObject {
    let fields: [String: Any]

    init(_ payload: SignalPayload) throws {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(payload))
        fields = try #require(object as? [String: Any])
    }

    func text(_ key: String) -> String? { fields[key] as? String }
    func isNull(_ key: String) -> Bool { fields[key] is NSNull }
}
