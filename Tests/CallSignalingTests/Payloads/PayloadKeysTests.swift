import CallSignaling
import Foundation
import Testing

/// Every payload has CONTRACT's keys, ours, and no others; what may be null is there as null.
@Suite("Payload keys")
struct PayloadKeysTests {
    /// CONTRACT's keys by type, with ours: `expires_at`, `reason` of `call_cancel`, `device_id`.
    static let keys: [SignalType: Set<String>] = [
        .callInvite: [
            "room_name", "call_type", "caller", "callee_ids", "community_id", "community_name", "livekit_url", "expires_at",
        ],
        .callRinging: ["callee_id", "callee_name"], .callAccept: ["callee_id", "callee_name"],
        .callReject: ["callee_id", "callee_name", "reason"], .callBusy: ["callee_id", "callee_name", "reason"],
        .callCancel: ["caller_id", "reason"], .callEnd: ["ended_by", "reason", "duration_seconds"],
        .callAnsweredElsewhere: ["callee_id", "device_id"], .callDeclinedElsewhere: ["callee_id", "device_id"],
        .participantJoined: ["participant"], .participantLeft: ["participant_id", "participant_name"],
        .participantMuted: ["participant_id", "is_muted"], .participantVideo: ["participant_id", "is_video_enabled"],
        .participantSpeaker: ["participant_id", "is_speaker_on"],
        .participantScreenShare: ["participant_id", "is_screen_sharing"], .participantHand: ["participant_id", "is_hand_raised"],
        .participantReconnecting: ["participant_id", "participant_name"], .participantReconnected: ["participant_id", "participant_name"],
        .recordingStarted: ["started_by"], .recordingStopped: ["reason"],
        .networkQuality: ["participant_id", "quality", "latency_ms", "packet_loss_percent"],
        .webRTCOffer: ["from", "to", "sdp"], .webRTCAnswer: ["from", "to", "sdp"],
        .iceCandidates: ["from", "to", "candidates", "end_of_candidates"],
    ]

    /// Who acted; there only where a host did.
    static let hostKeys: [SignalType: String] = [
        .participantMuted: "muted_by", .callCancel: "removed_by", .callEnd: "removed_by", .participantLeft: "removed_by",
    ]

    @Test("are exactly those of the type", arguments: SignalType.allCases)
    func exact(_ type: SignalType) throws {
        let samples = try PayloadSamples.every().filter { $0.body.type == type }
        #expect(!samples.isEmpty)
        let common: Set = ["type", "call_id", "timestamp", "signal_id", "seq"]
        for sample in samples {
            let object = try JSONObject(sample)
            let hostKey = Self.hostKeys[type].flatMap { object.fields[$0] == nil ? nil : $0 }
            #expect(Set(object.fields.keys) == common.union(try #require(Self.keys[type])).union(hostKey.map { [$0] } ?? []))
            #expect(object.text("type") == type.rawValue)
            #expect(object.text("call_id") == CallID.story.rawValue)
        }
    }

    @Test("who muted or removed somebody is named", arguments: hostKeys.map(\.key))
    func hosts(_ type: SignalType) throws {
        let key = try #require(Self.hostKeys[type])
        let named = try PayloadSamples.every().filter { $0.body.type == type }.map { try JSONObject($0).text(key) }
        #expect(named.contains("ann") && named.contains(nil))
    }

    @Test("shared keys: ISO 8601 in UTC, an id from call and number")
    func shared() throws {
        let object = try JSONObject(PayloadSamples.first(.callInvite))
        #expect(object.text("timestamp") == "2026-05-09T06:13:20.000Z")
        #expect(object.text("signal_id") == "\(CallID.story)-1")
        #expect(object.fields["seq"] as? Int == 1)
    }

    @Test("call_invite says all a phone needs to ring")
    func invite() throws {
        let object = try JSONObject(PayloadSamples.first(.callInvite))
        #expect(object.text("room_name") == "faithflow_grace_\(CallID.story)")
        #expect(object.text("call_type") == "voice")
        #expect(object.fields["callee_ids"] as? [String] == ["bob", "cid"])
        #expect(object.text("livekit_url") == "wss://media")
        #expect(object.text("expires_at") == "2026-05-09T06:14:05.000Z")
        #expect(object.fields["caller"] as? [String: String] == ["id": "ann", "name": "Ann", "avatar": "https://img/ann"])
    }

    @Test("null is said where CONTRACT has `|null`")
    func nulls() throws {
        let invite = try JSONObject(PayloadSamples.first(.callInvite))
        #expect(invite.isNull("community_id") && invite.isNull("community_name"))
        let joined = try #require(try PayloadSamples.every().last { $0.body.type == .participantJoined })
        let person = try #require(JSONObject(joined).fields["participant"] as? [String: Any])
        #expect(Set(person.keys) == ["id", "name", "avatar"])
        #expect(person["avatar"] is NSNull)
        #expect(try JSONObject(PayloadSamples.first(.callAnsweredElsewhere)).isNull("device_id"))
    }

    @Test("a community is named, its name null where unknown", arguments: [nil, "Choir"])
    func community(_ name: String?) throws {
        let story = Story(to: [.bob], community: Community(id: CommunityID("choir"), name: name))
        let object = try JSONObject(#require(story.sent.first?.payload))
        #expect(object.text("community_id") == "choir")
        #expect(object.text("community_name") == name)
        #expect(object.isNull("community_name") == (name == nil))
    }

    @Test("a call that no member ended was ended by the system")
    func endedBySystem() throws {
        var story = Story()
        try story.waitForDeadline()
        let object = try JSONObject(#require(story.sent.last?.payload))
        #expect(object.text("ended_by") == "system")
        #expect(object.fields["duration_seconds"] as? Int == 0)
    }
}
