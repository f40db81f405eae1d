import FoundationEssentials
import TokenVerification
import TopicAccess

/// Verifies the token that a client sends as its password. The only file here that knows `TokenVerification`.
struct TokenVerifier {
    /// Whom a token stands for, and until when.
    struct Verified: Equatable {
        let principal: Principal
        let expiry: Date
    }

    private let authenticator: TokenAuthenticator

    /// A verifier of tokens signed with any of `secrets`. Works on the calling thread.
    init(secrets: [String], now: @escaping @Sendable () -> Date) {
        authenticator = WaitingThread.outcome { await TokenAuthenticator(secrets: secrets, now: now) }
    }

    /// Whom `token` stands for. Works on the calling thread.
    func verify(_ token: String) throws(Denial) -> Verified {
        let found = try verified(token).get()
        guard let principal = Principal(churchID: found.identity.churchID, memberID: found.identity.memberID) else { throw .token }
        return Verified(principal: principal, expiry: found.expiry)
    }

    private func verified(_ token: String) -> Result<VerifiedToken, Denial> {
        WaitingThread.outcome { [authenticator] in
            do {
                return .success(try await authenticator.verify(token))
            } catch TokenFailure.expired {
                return .failure(.expired)
            } catch {
                return .failure(.token)
            }
        }
    }
}
