public import CallSignaling

extension CallCoordinator {
    /// Hears how good a participant's connection is. The call as it then is; it is changed, and others are told, only by a change of level.
    ///
    /// A report that by the call as this instance knows it changes nothing asks the database nothing: somebody who has just gone by another instance may be heard once more.
    public func hear(_ report: QualityReport, of party: Party, on key: CallKey, for request: KeyedRequest? = nil) async throws -> Call {
        let event = CallEvent.quality(party, report)
        if request == nil, var known = cache.call(key) {
            let version = known.version
            let signals = try? known.handle(event, at: now)  // refused by what may be old: the stored call decides
            if signals != nil, known.version == version { return known }
        }
        return try await perform(event, on: key, for: request)
    }
}
