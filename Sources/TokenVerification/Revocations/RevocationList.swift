import CallSignaling
import FoundationEssentials
import Synchronization

/// The revocations that hold, as last read from their store; asked about every request, so each question is one look-up.
///
/// Safe to use from anywhere at once. Until it has been read for the first time nobody can tell who is revoked, so nobody is let in.
public final class RevocationList: Sendable {
    /// Most revocations there can be.
    public static let limit = 50_000

    private struct Member: Hashable {
        let id: MemberID
        let church: ChurchID
    }

    private struct Lists {
        var tokens: [String: Revocation] = [:]
        var members: [Member: Revocation] = [:]
    }

    private let lists = Mutex<Lists?>(nil)

    /// A list that has not been read yet.
    public init() {}

    /// Whether it has been read.
    public var isKnown: Bool { lists.withLock { $0 != nil } }

    /// Makes `revocations` all there are.
    public func replace(with revocations: [Revocation]) {
        var new = Lists()
        for revocation in revocations {
            switch revocation.subject {
            case .token(let id): new.tokens[id] = revocation
            case .member(let id, let church): new.members[Member(id: id, church: church)] = revocation
            }
        }
        let lists = new
        self.lists.withLock { $0 = lists }
    }

    /// Throws where `token` is revoked at `now`, or nobody knows. A token that does not say when it was issued counts as issued before.
    func check(_ token: VerifiedToken, at now: Date) throws(TokenFailure) {
        try check(
            member: token.identity.memberID, church: token.identity.churchID, tokenID: token.id, issuedAt: token.issuedAt, at: now)
    }

    /// As `check(_:at:)`, for a token that said this of itself.
    func check(member id: MemberID, church: ChurchID, tokenID: String?, issuedAt: Date?, at now: Date) throws(TokenFailure) {
        let member = Member(id: id, church: church)
        let found = lists.withLock { lists in
            lists.map { lists in (tokenID.flatMap { lists.tokens[$0] }, lists.members[member]) }
        }
        guard let (ofToken, ofMember) = found else { throw .undecidable }
        if let ofToken, ofToken.until > now { throw .revoked }
        if let ofMember, ofMember.until > now, (issuedAt ?? .distantPast) < ofMember.revokedAt { throw .revoked }
    }
}
