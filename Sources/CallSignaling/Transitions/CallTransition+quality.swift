extension CallTransition {
    /// A participant's app tells how good his connection is; a change of level is told.
    mutating func rate(_ party: Party, _ report: QualityReport) throws(CallConflict) {
        let index = try index(of: party.member)
        let part = call.participants[index]
        guard call.status.isLive else { throw .over }
        guard part.state.isIn else { throw .notIn }
        let level = QualityLevel(report.score, after: part.quality)
        guard level != part.quality else { return }
        call.participants[index].quality = level
        call.participants[index].worstQuality = level.worse(than: part.worstQuality)
        note(.quality, by: party.member, device: party.device)
        emit(.networkQuality(.init(party.member, level, report)), to: [participantsTopic])
    }
}
