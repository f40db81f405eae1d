public import FoundationEssentials

/// What a new call is made of.
public struct CallDraft: Sendable, Hashable {
    /// Its id.
    public var id: CallID
    /// Its tenant.
    public var churchID: ChurchID
    /// Voice or video.
    public var type: CallType
    /// Who calls.
    public var caller: Member
    /// The device he calls from.
    public var device: Device
    /// Whom he calls; at least one, each once, never himself.
    public var callees: [Invitee]
    /// The community it is made in.
    public var community: Community?
    /// The subgroup it is made in.
    public var subgroupID: String?
    /// The media server's address for the phones; empty where none is configured.
    public var mediaURL: String
    /// How long each state may last.
    public var timeouts: CallTimeouts
    /// The request that asked for it, where its sender named it.
    public var request: KeyedRequest?

    /// A draft.
    public init(
        id: CallID, churchID: ChurchID, type: CallType, caller: Member, device: Device = .anonymous, callees: [Invitee],
        community: Community? = nil, subgroupID: String? = nil, mediaURL: String = "", timeouts: CallTimeouts = CallTimeouts(),
        request: KeyedRequest? = nil
    ) {
        self.id = id
        self.churchID = churchID
        self.type = type
        self.caller = caller
        self.device = device
        self.callees = callees
        self.community = community
        self.subgroupID = subgroupID
        self.mediaURL = mediaURL
        self.timeouts = timeouts
        self.request = request
    }
}

extension Call {
    /// Makes a call: whoever is free rings. When all callees are engaged it is over at once, as a `busy` call for the log.
    public static func start(_ draft: CallDraft, at now: Date) -> (call: Call, signals: [Signal]) {
        var change = CallTransition(Call(draft, at: now), at: now)
        change.note(.created, by: draft.caller.id, device: draft.device)
        change.ring(draft.callees)
        if !change.call.participants.contains(where: \.state.isRinging) { change.endStillborn() }
        change.call.deadline = change.call.nextDeadline()
        change.call.remember(draft.request, isCreation: true, at: now)
        return (change.call, change.signals)
    }

    private init(_ draft: CallDraft, at now: Date) {
        id = draft.id
        churchID = draft.churchID
        type = draft.type
        community = draft.community
        subgroupID = draft.subgroupID
        mediaURL = draft.mediaURL
        timeouts = draft.timeouts
        initiatedAt = now
        status = .ringing
        var caller = Participant(draft.caller, role: .caller, state: .accepted, type: draft.type)
        caller.device = draft.device.id
        caller.acceptedAt = now
        participants = [caller]
        version = 1
        seq = 0
        events = []
        eventSeq = 0
    }
}
