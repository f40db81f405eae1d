public import CallSignaling
public import FoundationEssentials

/// For those who let somebody in by a token and keep him for as long as it is good, as a broker does.
extension TokenAuthenticator {
    /// Whether what was found good is good still: its key is known, and it is not revoked. Does not look at its expiry.
    ///
    /// False also while nobody can tell who is revoked.
    public func isStillGood(_ token: VerifiedToken) -> Bool {
        guard ring.keys.contains(token.key) else { return false }
        do throws(TokenFailure) {
            try revocations?.check(token, at: now())
            return true
        } catch {
            return false
        }
    }

    /// Throws where a token of `member` in `church`, which was verified elsewhere, is revoked, or its key is known no more, or nobody knows.
    ///
    /// `id` and `issuedAt` are what it said of itself (`jti`, `iat`); `mark` is that of its key.
    public func checkRevocations(
        of member: MemberID, in church: ChurchID, tokenID id: String?, issuedAt: Date?, keyMark mark: String
    ) throws(TokenFailure) {
        guard ring.keys.contains(marked: mark) else { throw .revoked }
        try revocations?.check(member: member, church: church, tokenID: id, issuedAt: issuedAt, at: now())
    }
}
