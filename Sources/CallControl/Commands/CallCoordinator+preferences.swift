public import CallSignaling

/// Members' wishes not to be called (`docs/decisions/0021-blocks-and-do-not-disturb.md`).
extension CallCoordinator {
    /// What `member` wishes, as last stored.
    public func wishes(of member: MemberID, in church: ChurchID) async throws -> MemberPreferences {
        try await preferences.storedPreferences(of: member, in: church)
    }

    /// Lets `member` be called by `other` no more; calls that live go on. Throws `.invalid` for himself, and `BlockLimitReached`.
    public func block(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        guard other != member else { throw CallFailure.invalid("nobody can block himself") }
        try await preferences.block(other, for: member, in: church)
    }

    /// Lets `member` be called by `other` again.
    public func unblock(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        try await preferences.unblock(other, for: member, in: church)
    }

    /// Lets `member` be called by nobody until `setting` ends; calls that live go on. Throws `.invalid` when it has ended already.
    public func setDoNotDisturb(_ setting: DoNotDisturb?, for member: MemberID, in church: ChurchID) async throws {
        guard setting?.holds(at: now) != false else { throw CallFailure.invalid("until has passed already") }
        try await preferences.setDoNotDisturb(setting, for: member, in: church)
    }

    /// Refuses `call` as the busy lock would, and takes as long over it: a write through the same queue, which matches nothing.
    ///
    /// Whoever calls a member who does not take his call goes the way of somebody who calls an engaged one from here on, step by step, so
    /// that neither the answer nor its time tells the two apart.
    func refuseAsEngaged(_ call: Call, _ screening: Screening) async throws {
        _ = try await repository.replace(call, expecting: 0, appending: [])
        throw EngagedConflict(members: screening.members.sorted { $0.rawValue < $1.rawValue })
    }
}
