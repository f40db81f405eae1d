public import CallSignaling

extension CallCoordinator {
    /// The call, and for whom in it it is what `party` has to say about the media between two: see `Call.peer(of:named:)`.
    ///
    /// Reads the stored call each time: who has left a moment ago, by whichever instance, is told nothing more.
    public func peer(of party: Party, named member: MemberID?, in key: CallKey) async throws -> (call: Call, peer: MemberID) {
        guard let call = try await repository.call(key) else { throw CallFailure.unknownCall }
        do throws(CallConflict) {
            return (call, try call.peer(of: party, named: member))
        } catch {
            throw CallFailure.refused(error, call)
        }
    }
}
