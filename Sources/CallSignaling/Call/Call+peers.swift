extension Call {
    /// For whom it is what `party` has to say about the media between two: `named`, by default the other one of a call of two.
    ///
    /// Both must be in; the caller is from the beginning. Changes nothing.
    public func peer(of party: Party, named member: MemberID?) throws(CallConflict) -> MemberID {
        guard let own = participant(party.member) else { throw .notParticipant }
        guard status.isLive else { throw .over }
        guard own.state.isIn else { throw .notIn }
        guard own.mayBe(on: party.device) else { throw .answeredElsewhere }
        let others = participants.filter { $0.id != party.member }
        guard let peer = member ?? (others.count == 1 ? others[0].id : nil), peer != party.member else { throw .peerUnclear }
        guard participant(peer)?.state.isIn == true else { throw .participantNotIn(peer) }
        return peer
    }
}
