public import CallSignaling
public import FoundationEssentials

extension CallCoordinator {
    /// The time calls go by.
    public var now: Date { clock.now() }

    /// Throws `.unknownMembers` unless `member` is one of `church`.
    public func requireMember(_ member: MemberID, in church: ChurchID) async throws {
        guard try await directory.members([member], in: church)[member] != nil else { throw CallFailure.unknownMembers([member]) }
    }

    /// The call, as seen by one of its participants; `isAdmin` lets a church's administrator see any. Throws `.unknownCall`, or `.refused(.notParticipant)`.
    public func call(_ key: CallKey, seenBy member: MemberID, isAdmin: Bool = false) async throws -> Call {
        guard let call = try await repository.call(key) else { throw CallFailure.unknownCall }
        guard isAdmin || call.participant(member) != nil else { throw CallFailure.refused(.notParticipant, call) }
        return call
    }

    /// The live call that engages `member`, if one does.
    public func activeCall(of member: MemberID, in church: ChurchID) async throws -> Call? {
        try await repository.liveCalls(engaging: [member], in: church).first
    }

    /// A page of a member's calls.
    public func history(_ query: HistoryQuery) async throws -> HistoryPage {
        try await repository.history(query)
    }

    /// Sums over a member's calls of the last `days` days.
    public func statistics(of member: MemberID, in church: ChurchID, days: Int) async throws -> CallStatistics {
        try await repository.statistics(of: member, in: church, since: now.addingTimeInterval(-Double(days) * 86_400))
    }

    /// A fresh media token for `member`, who must be in the call. Throws `.refused(.over)` or `.refused(.notIn)` otherwise.
    public func mediaToken(for member: MemberID, in call: Call) async throws -> String {
        guard let participant = call.participant(member) else { throw CallFailure.refused(.notParticipant, call) }
        guard call.status.isLive else { throw CallFailure.refused(.over, call) }
        guard participant.state.isIn else { throw CallFailure.refused(.notIn, call) }
        return try await media.accessToken(for: participant, in: call, at: now)
    }
}
