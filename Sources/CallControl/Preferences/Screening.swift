import CallSignaling
import FoundationEssentials

/// Which callees do not take a call. To the caller they look engaged, in everything.
struct Screening: Sendable {
    /// Those who do not take it.
    private(set) var members: Set<MemberID> = []
    /// Those of them who have blocked its caller, and need not find it in their history.
    private(set) var blocking: Set<MemberID> = []

    /// Callees of these preferences, rung by all of `callers`, at `now`.
    init(_ preferences: [MemberID: MemberPreferences], callers: [MemberID], at now: Date) {
        for (member, wishes) in preferences {
            let isBlocking = callers.contains { $0 != member && wishes.blocked.contains($0) }
            if isBlocking { blocking.insert(member) }
            if isBlocking || wishes.doNotDisturb?.holds(at: now) == true { members.insert(member) }
        }
    }

    /// Whether all take it.
    var isEmpty: Bool { members.isEmpty }

    /// `member` as he is called, where calls engage the members `engaged`.
    func invitee(_ member: Member, engaged: Set<MemberID>) -> Invitee {
        Invitee(
            member, isEngaged: engaged.contains(member.id) || members.contains(member.id), isUnlisted: blocking.contains(member.id))
    }
}
