public import FoundationEssentials

/// Where errands wait. A lane is one document; each method is atomic for each lane.
///
/// Every method throws `DependencyFailure` when the database cannot be reached.
public protocol ErrandQueue: Sendable {
    /// Adds errands to the ends of their lanes, those of one lane in the order of their numbers.
    ///
    /// One whose number is not higher than all that its lane has had is left out: so adding again does no harm. A lane remembers its numbers while it has
    /// errands, and for two hours after it last had, or was offered, any. A push that waits for another try is due with one that is added behind it, which may
    /// revoke it.
    func add(_ errands: [Errand]) async throws

    /// Takes the first errand of at most `limit` lanes of `kind` that are due at `now`, the earliest first, each for one of those who try.
    ///
    /// Who has not finished or postponed his by `now + lease` seconds has lost it: it is due again, as one that was tried.
    func claim(_ kind: ErrandKind, limit: Int, at now: Date, lease: Double) async throws -> [ClaimedErrand]

    /// Takes a claimed errand out of its lane; the next is due. Nothing happens where the claim was lost.
    func finish(_ claimed: ClaimedErrand, at now: Date) async throws

    /// Has a claimed errand tried again at `date`, and counts the attempt, unless it `isUntried`. Nothing happens where the claim was lost.
    func postpone(_ claimed: ClaimedErrand, until date: Date, isUntried: Bool) async throws

    /// How many lanes of `kind` have errands; counting stops at `limit`.
    func waiting(_ kind: ErrandKind, limit: Int) async throws -> Int

    /// Creates what the store needs (indexes), whatever of it exists already.
    func prepare() async throws
}
