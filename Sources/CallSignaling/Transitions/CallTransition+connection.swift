/// What others than his app tell of a participant's connection. Reports come late, twice and out of order: what does not fit is without effect.
extension CallTransition {
    /// A connection is gone. What his phone's presence says is disregarded once the media server has told of him.
    mutating func loseConnection(of member: MemberID, _ kind: ConnectionKind) throws(CallConflict) {
        let index = try index(of: member)
        let part = call.participants[index]
        guard call.status.isLive, part.state == .joined else { return }
        switch kind {
        case .presence:
            guard part.isMediaUp == nil, part.reconnectingSince == nil else { return }
        case .media:
            guard part.isMediaUp != false else { return }
            call.participants[index].isMediaUp = false
            guard part.reconnectingSince == nil else { return note(.mediaDown, by: member) }
        }
        call.participants[index].reconnectingSince = now
        note(.reconnecting, by: member)
        emit(.participantReconnecting(.init(part.member)), to: [participantsTopic])
    }

    /// A connection is there. Seen by the media server, one who has answered is in, as if his app had said so.
    mutating func restoreConnection(of member: MemberID, _ kind: ConnectionKind) throws(CallConflict) {
        let index = try index(of: member)
        let part = call.participants[index]
        guard call.status.isLive, part.state.isIn else { return }
        switch kind {
        case .presence:
            guard part.isMediaUp == nil else { return }
        case .media:
            guard part.isMediaUp != true else { return }
            if part.state == .accepted { try connect(Party(member)) }
            call.participants[index].isMediaUp = true
            if part.state == .joined, part.reconnectingSince == nil { note(.mediaUp, by: member) }
        }
        comeBack(index, on: .anonymous)
    }

    /// His app says that his media is up although he is in: if he was gone he is back, and others' word counts from its next on.
    mutating func showUp(_ index: Int, by party: Party) {
        guard call.participants[index].reconnectingSince != nil else { return }
        call.participants[index].isMediaUp = nil
        comeBack(index, on: party.device)
    }

    private mutating func comeBack(_ index: Int, on device: Device) {
        guard call.participants[index].reconnectingSince != nil else { return }
        call.participants[index].reconnectingSince = nil
        note(.reconnected, by: call.participants[index].id, device: device)
        emit(.participantReconnected(.init(call.participants[index].member)), to: [participantsTopic])
    }
}
