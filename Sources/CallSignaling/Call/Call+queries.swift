public import FoundationEssentials

extension Call {
    /// The media room's name: `faithflow_{church}_{call}`.
    public var roomName: String { "faithflow_\(churchID)_\(id)" }

    /// Who made the call.
    public var caller: Participant { participants[0] }

    /// Who was called.
    public var callees: ArraySlice<Participant> { participants.dropFirst() }

    /// Whether more than one was called.
    public var isGroup: Bool { participants.count > 2 }

    /// Whom the call keeps busy.
    public var engaged: [MemberID] { participants.filter(\.state.isEngaged).map(\.id) }

    /// Whose histories list the call.
    public var listed: [MemberID] { participants.filter { !$0.isUnlisted }.map(\.id) }

    /// Until when somebody rings; nil when nobody does.
    public var ringDeadline: Date? { participants.filter(\.state.isRinging).compactMap(\.ringDeadline).max() }

    /// Its recordings, the first first.
    public internal(set) var recordings: [Recording] {
        get { storedRecordings ?? [] }
        set { storedRecordings = newValue.isEmpty ? nil : newValue }
    }

    /// Whether what is said is, or may soon be, recorded.
    public var isRecorded: Bool { recordings.contains(where: \.state.isOn) }

    /// The part of `member`, if he has one.
    public func participant(_ member: MemberID) -> Participant? { participants.first { $0.id == member } }

    /// Whole seconds since the answer, or in all once it is over; 0 before an answer.
    public func duration(at now: Date) -> Int {
        guard let answeredAt else { return 0 }
        return max(0, Int((endedAt ?? now).timeIntervalSince(answeredAt)))
    }

    /// When the scheduler must speak next, from the participants' states alone.
    func nextDeadline() -> Date? {
        guard status.isLive else { return nil }
        var dates = participants.filter(\.state.isRinging).compactMap(\.ringDeadline) + participants.compactMap(reconnectDeadline)
        if let answeredAt {
            dates.append(answeredAt.addingTimeInterval(timeouts.maximum))
            dates += participants.compactMap { connectDeadline(of: $0, answeredAt) }
        }
        return dates.min()
    }

    /// Until when the media of `participant` must be up; nil if it is, or he is not in.
    func connectDeadline(of participant: Participant, _ answeredAt: Date) -> Date? {
        guard participant.state == .accepted else { return nil }
        return max(participant.acceptedAt ?? answeredAt, answeredAt).addingTimeInterval(timeouts.connect)
    }

    /// Until when the connection of `participant` must be back; nil where it is not gone.
    func reconnectDeadline(of participant: Participant) -> Date? {
        participant.state == .joined ? participant.reconnectingSince?.addingTimeInterval(timeouts.reconnect) : nil
    }
}
