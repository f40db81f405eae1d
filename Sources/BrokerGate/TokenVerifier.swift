import FoundationEssentials
import TokenVerification
import TopicAccess

/// Verifies the token that a client sends as its password.
struct TokenVerifier {
    /// Whom a token stands for, and the token itself.
    struct Verified: Equatable {
        let principal: Principal
        let token: VerifiedToken
        var expiry: Date { token.expiry }
    }

    private let authenticator: TokenAuthenticator

    /// A verifier by the keys of `ring`, by `rules` and, where there are any, by `revocations`.
    init(ring: KeyRing, rules: TokenRules, revocations: RevocationList?, now: @escaping @Sendable () -> Date) {
        authenticator = TokenAuthenticator(ring: ring, rules: rules, revocations: revocations, now: now)
    }

    /// Whom `token` stands for. Works on the calling thread.
    func verify(_ token: String) throws(Denial) -> Verified {
        let found = try verified(token).get()
        guard let principal = Principal(churchID: found.identity.churchID, memberID: found.identity.memberID) else { throw .token }
        return Verified(principal: principal, token: found)
    }

    /// Whether a token that was let in would be let in still, its expiry aside.
    func isStillGood(_ token: VerifiedToken) -> Bool { authenticator.isStillGood(token) }

    private func verified(_ token: String) -> Result<VerifiedToken, Denial> {
        WaitingThread.outcome { [authenticator] in
            do {
                return .success(try await authenticator.verify(token))
            } catch TokenFailure.expired {
                return .failure(.expired)
            } catch TokenFailure.revoked {
                return .failure(.revoked)
            } catch {
                return .failure(.token)
            }
        }
    }
}
