public import CallSignaling
import FoundationEssentials

extension CallCoordinator {
    /// Most live calls of a church that are looked at for its presence.
    static let presenceCallLimit = 5_000

    /// How `members`, or everybody of the church who is on `board` or in a call, stand, as `asker` may see it; in the order of `members`, else of their ids.
    ///
    /// Whoever does not take the asker's calls is in a call to him, as he would be told if he called (docs/decisions/0021).
    public func presences(
        on board: PresenceBoard, of members: [MemberID]?, in church: ChurchID, seenBy asker: MemberID
    ) async throws -> [MemberPresence] {
        async let inCalls = repository.engagedMembers(among: members, in: church, callLimit: Self.presenceCallLimit)
        let now = clock.now()
        var found = members.map { board.presences(of: $0, in: church, at: now) } ?? board.presences(in: church, at: now)
        var engaged = try await inCalls
        if members == nil {
            let listed = Set(found.map(\.member))
            found += engaged.lazy.filter { !listed.contains($0) }.map { MemberPresence($0) }
            found.sort { $0.member.rawValue < $1.member.rawValue }
        }
        let others = found.map(\.member).filter { $0 != asker }
        let wishes = try await preferences.preferences(of: others, in: church)
        engaged.formUnion(Screening(wishes, callers: [asker], at: now).members)
        return found.map { presence in
            var presence = presence
            presence.isInCall = engaged.contains(presence.member)
            return presence
        }
    }
}
