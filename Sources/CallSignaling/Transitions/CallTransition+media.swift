extension CallTransition {
    /// A participant changed his microphone, camera, speaker, screen or hand; only what differs is told.
    mutating func update(_ party: Party, _ change: MediaChange) throws(CallConflict) {
        let index = try index(of: party.member)
        let member = party.member
        guard call.status.isLive else { throw .over }
        guard call.participants[index].state.isIn else { throw .notIn }
        var bodies: [SignalBody] = []
        if let isMuted = set(\.isMuted, of: index, to: change.isMuted) { bodies.append(.participantMuted(.init(member, isMuted: isMuted))) }
        if let isOn = set(\.isVideoEnabled, of: index, to: change.isVideoEnabled) {
            bodies.append(.participantVideo(.init(member, isVideoEnabled: isOn)))
        }
        if let isOn = set(\.isSpeakerOn, of: index, to: change.isSpeakerOn) {
            bodies.append(.participantSpeaker(.init(member, isSpeakerOn: isOn)))
        }
        if let isOn = set(\.isScreenSharing, of: index, to: change.isScreenSharing) {
            bodies.append(.participantScreenShare(.init(member, isScreenSharing: isOn)))
        }
        if let isRaised = set(\.isHandRaised, of: index, to: change.isHandRaised) {
            bodies.append(.participantHand(.init(member, isHandRaised: isRaised)))
        }
        guard !bodies.isEmpty else { return }
        note(.updated, by: member, device: party.device)
        for body in bodies { emit(body, to: [participantsTopic]) }
    }

    /// Sets a flag, and returns its value if it differs from before.
    private mutating func set(_ flag: WritableKeyPath<MediaFlags, Bool>, of index: Int, to value: Bool?) -> Bool? {
        guard let value, call.participants[index].media[keyPath: flag] != value else { return nil }
        call.participants[index].media[keyPath: flag] = value
        return value
    }
}
