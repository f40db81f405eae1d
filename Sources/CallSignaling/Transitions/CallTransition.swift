import FoundationEssentials

/// A change in the making: the call as it becomes, and the signals that tell of it.
struct CallTransition {
    var call: Call
    let now: Date
    private(set) var signals: [Signal] = []
    private(set) var hasChanged = false

    init(_ call: Call, at now: Date) {
        self.call = call
        self.now = now
    }

    mutating func apply(_ event: CallEvent) throws(CallConflict) {
        switch event {
        case .ringing(let party): try acknowledge(party)
        case .accept(let party): try accept(party, glare: nil)
        case .glare(let party, let type): try accept(party, glare: type)
        case .reject(let party, let reason): try reject(party, reason)
        case .cancel(let party): try cancel(party)
        case .connected(let party): try connect(party)
        case .leave(let party): try leave(party)
        case .end(let party, let reason): try end(party, reason)
        case .forceEnd(let admin, let reason): try forceEnd(by: admin, reason)
        case .update(let party, let media): try update(party, media)
        case .quality(let party, let report): try rate(party, report)
        case .invite(let party, let invitees): try invite(party, invitees)
        case .mute(let host, let member): try mute(member, by: host)
        case .remove(let host, let member): try remove(member, by: host)
        case .connectionLost(let member, let kind): try loseConnection(of: member, kind)
        case .connectionRestored(let member, let kind): try restoreConnection(of: member, kind)
        case .startRecording(let host): try startRecording(by: host)
        case .stopRecording(let host): try stopRecording(by: host)
        case .recordingPlaced(let mediaID): placeRecording(mediaID)
        case .recordingReported(let report): reportRecording(report)
        case .deadlinePassed: passDeadline()
        }
    }

    /// Index of the member's part.
    func index(of member: MemberID) throws(CallConflict) -> Int {
        guard let index = call.participants.firstIndex(where: { $0.id == member }) else { throw .notParticipant }
        return index
    }

    /// Adds a line to the story; a change without one is no change.
    mutating func note(_ kind: AuditEvent.Kind, by member: MemberID?, device: Device = .anonymous, target: MemberID? = nil) {
        hasChanged = true
        call.eventSeq += 1
        call.events.append(AuditEvent(seq: call.eventSeq, at: now, type: kind, by: member, device: device.id, target: target))
        guard call.events.count > Call.auditLimit else { return }
        call.events.remove(at: call.events.dropLast().firstIndex { $0.type.isNews } ?? 1)
    }

    /// Emits a signal and returns its number.
    @discardableResult
    mutating func emit(_ body: SignalBody, to topics: [Topic], expiresAt: Date? = nil) -> Int {
        call.seq += 1
        signals.append(
            Signal(
                callID: call.id, churchID: call.churchID, seq: call.seq, timestamp: now, topics: topics, body: body, expiresAt: expiresAt))
        return call.seq
    }

    var callTopic: Topic { .signal(call.churchID, call.id) }
    var participantsTopic: Topic { .participants(call.churchID, call.id) }
    func inbox(of member: MemberID) -> Topic { .callStatus(call.churchID, member) }
    var callerInbox: Topic { inbox(of: call.caller.id) }
}
