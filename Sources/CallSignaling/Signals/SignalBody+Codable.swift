import FoundationEssentials

extension SignalBody {
    /// Decodes the keys of `type` from the payload's object.
    init(type: SignalType, from decoder: any Decoder) throws {
        switch type {
        case .callInvite: self = .invite(try Invite(from: decoder))
        case .callRinging: self = .ringing(try Callee(from: decoder))
        case .callAccept: self = .accept(try Callee(from: decoder))
        case .callReject: self = .reject(try Refusal(from: decoder))
        case .callBusy: self = .busy(try Refusal(from: decoder))
        case .callCancel: self = .cancel(try Cancel(from: decoder))
        case .callEnd: self = .end(try End(from: decoder))
        case .callAnsweredElsewhere: self = .answeredElsewhere(try Elsewhere(from: decoder))
        case .callDeclinedElsewhere: self = .declinedElsewhere(try Elsewhere(from: decoder))
        case .participantJoined: self = .participantJoined(try Joined(from: decoder))
        case .participantLeft: self = .participantLeft(try Left(from: decoder))
        case .participantMuted: self = .participantMuted(try Muted(from: decoder))
        case .participantVideo: self = .participantVideo(try Video(from: decoder))
        case .participantSpeaker: self = .participantSpeaker(try Speaker(from: decoder))
        case .participantScreenShare: self = .participantScreenShare(try ScreenShare(from: decoder))
        case .participantHand: self = .participantHand(try Hand(from: decoder))
        case .participantReconnecting: self = .participantReconnecting(try Named(from: decoder))
        case .participantReconnected: self = .participantReconnected(try Named(from: decoder))
        case .networkQuality: self = .networkQuality(try Quality(from: decoder))
        case .webRTCOffer: self = .webRTCOffer(try Description(from: decoder))
        case .webRTCAnswer: self = .webRTCAnswer(try Description(from: decoder))
        case .iceCandidates: self = .iceCandidates(try Candidates(from: decoder))
        case .recordingStarted: self = .recordingStarted(try RecordingStart(from: decoder))
        case .recordingStopped: self = .recordingStopped(try RecordingEnd(from: decoder))
        }
    }

    /// Encodes the keys of its type into the payload's object.
    func encodeFields(to encoder: any Encoder) throws {
        switch self {
        case .invite(let fields): try fields.encode(to: encoder)
        case .ringing(let fields), .accept(let fields): try fields.encode(to: encoder)
        case .reject(let fields), .busy(let fields): try fields.encode(to: encoder)
        case .cancel(let fields): try fields.encode(to: encoder)
        case .end(let fields): try fields.encode(to: encoder)
        case .answeredElsewhere(let fields), .declinedElsewhere(let fields): try fields.encode(to: encoder)
        case .participantJoined(let fields): try fields.encode(to: encoder)
        case .participantLeft(let fields): try fields.encode(to: encoder)
        case .participantReconnecting(let fields), .participantReconnected(let fields): try fields.encode(to: encoder)
        case .participantMuted(let fields): try fields.encode(to: encoder)
        case .participantVideo(let fields): try fields.encode(to: encoder)
        case .participantSpeaker(let fields): try fields.encode(to: encoder)
        case .participantScreenShare(let fields): try fields.encode(to: encoder)
        case .participantHand(let fields): try fields.encode(to: encoder)
        case .networkQuality(let fields): try fields.encode(to: encoder)
        case .webRTCOffer(let fields), .webRTCAnswer(let fields): try fields.encode(to: encoder)
        case .iceCandidates(let fields): try fields.encode(to: encoder)
        case .recordingStarted(let fields): try fields.encode(to: encoder)
        case .recordingStopped(let fields): try fields.encode(to: encoder)
        }
    }
}

extension SignalBody.Invite: Codable {
    enum CodingKeys: String, CodingKey {
        case roomName = "room_name"
        case callType = "call_type"
        case caller
        case calleeIDs = "callee_ids"
        case communityID = "community_id"
        case communityName = "community_name"
        case mediaURL = "livekit_url"
        case expiresAt = "expires_at"
        case isRecorded = "is_recorded"
    }

    /// Decodes the keys of `call_invite`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let communityName = try container.decodeIfPresent(String.self, forKey: .communityName)
        self.init(
            roomName: try container.decode(String.self, forKey: .roomName),
            callType: try container.decode(CallType.self, forKey: .callType),
            caller: try container.decode(Person.self, forKey: .caller).member,
            calleeIDs: try container.decode([MemberID].self, forKey: .calleeIDs),
            community: try container.decodeIfPresent(CommunityID.self, forKey: .communityID).map { Community(id: $0, name: communityName) },
            mediaURL: try container.decode(String.self, forKey: .mediaURL),
            expiresAt: try container.decode(Timestamp.self, forKey: .expiresAt).date,
            isRecorded: try container.decodeIfPresent(Bool.self, forKey: .isRecorded) ?? false)
    }

    /// Encodes with explicit nulls, which the apps expect.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(roomName, forKey: .roomName)
        try container.encode(callType, forKey: .callType)
        try container.encode(Person(caller), forKey: .caller)
        try container.encode(calleeIDs, forKey: .calleeIDs)
        try container.encode(community?.id, forKey: .communityID)
        try container.encode(community?.name, forKey: .communityName)
        try container.encode(mediaURL, forKey: .mediaURL)
        try container.encode(Timestamp(expiresAt), forKey: .expiresAt)
        if isRecorded { try container.encode(true, forKey: .isRecorded) }
    }
}

extension SignalBody.End: Codable {
    /// Key `ended_by` where no member ended the call.
    public static let system = "system"

    enum CodingKeys: String, CodingKey {
        case endedBy = "ended_by"
        case reason
        case durationSeconds = "duration_seconds"
        case removedBy = "removed_by"
    }

    /// Decodes the keys of `call_end`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let member = try container.decode(MemberID.self, forKey: .endedBy)
        self.init(
            endedBy: member.rawValue == Self.system ? nil : member, reason: try container.decode(EndReason.self, forKey: .reason),
            durationSeconds: try container.decode(Int.self, forKey: .durationSeconds),
            removedBy: try container.decodeIfPresent(MemberID.self, forKey: .removedBy))
    }

    /// Encodes the keys of `call_end`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(endedBy?.rawValue ?? Self.system, forKey: .endedBy)
        try container.encode(reason, forKey: .reason)
        try container.encode(durationSeconds, forKey: .durationSeconds)
        try container.encodeIfPresent(removedBy, forKey: .removedBy)
    }
}

extension SignalBody.Elsewhere: Codable {
    enum CodingKeys: String, CodingKey {
        case calleeID = "callee_id"
        case deviceID = "device_id"
    }

    /// Decodes the keys of `call_answered_elsewhere` and `call_declined_elsewhere`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(MemberID.self, forKey: .calleeID), device: try container.decodeIfPresent(DeviceID.self, forKey: .deviceID))
    }

    /// Encodes with an explicit null for an unnamed device.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(calleeID, forKey: .calleeID)
        try container.encode(deviceID, forKey: .deviceID)
    }
}
