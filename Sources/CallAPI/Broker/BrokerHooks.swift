import CallSignaling
import FoundationEssentials
import TokenVerification
import TopicAccess

/// Answers a broker's questions: whom to let in, and who may use which topic. The rules are those of the plugin, `TopicAccess`.
///
/// Remembers nothing: what is known of somebody who was let in travels with the question (`BrokerPass`).
struct BrokerHooks: Sendable {
    let access: BrokerAccess
    let secret: BrokerSecret
    let authenticator: TokenAuthenticator
    var now: @Sendable () -> Date = { Date() }

    /// Whether somebody is let in. Throws `TokenFailure.undecidable` where nobody can tell at the moment.
    func login(_ question: LoginQuestion) async throws -> BrokerVerdict {
        if let name = question.userName, access.accounts.contains(name) { return .ignored }
        do {
            return try await admission(question)
        } catch let failure as TokenFailure {
            guard failure != .undecidable else { throw failure }
            return .denied(failure == .expired ? .expired : failure == .revoked ? .revoked : .token)
        } catch let denial as Denial {
            return .denied(denial)
        }
    }

    private func admission(_ question: LoginQuestion) async throws -> BrokerVerdict {
        guard let userName = question.userName, let password = question.password, !password.isEmpty else { throw Denial.token }
        let token = try await authenticator.verify(password)
        guard token.expiry > now() else { throw Denial.expired }  // no leeway here: he would be disconnected at once
        let pass = BrokerPass(token)
        guard let principal = pass.principal else { throw Denial.token }
        guard principal.isNamed(userName) else { throw Denial.userName }
        // Which ids are in use only the broker knows, so here nobody has one of his own choice.
        guard principal.hasOwnForm(question.clientID) else { throw Denial.clientID }
        return .admitted(pass: try pass.sealed(with: secret), until: token.expiry)
    }

    /// Whether somebody may use a topic. Throws `TokenFailure.undecidable` where nobody can tell at the moment.
    func access(_ question: TopicQuestion) throws -> BrokerVerdict {
        if let name = question.userName, access.accounts.contains(name) { return .ignored }
        switch try decision(question) {
        case .allowed: return .allowed
        case .denied(let why): return .denied(why)
        }
    }

    private func decision(_ question: TopicQuestion) throws -> AccessDecision {
        guard let pass = question.pass.flatMap({ BrokerPass($0, sealedWith: secret) }), let principal = pass.principal,
            let userName = question.userName, principal.isNamed(userName), principal.hasOwnForm(question.clientID)
        else { return .denied(.stranger) }
        guard pass.expiry > now().timeIntervalSince1970 else { return .denied(.expired) }
        do throws(TokenFailure) {
            try authenticator.checkRevocations(
                of: pass.memberID, in: pass.churchID, tokenID: pass.tokenID,
                issuedAt: pass.issuedAt.map(Date.init(timeIntervalSince1970:)), keyMark: pass.keyMark)
        } catch {
            guard error == .revoked else { throw error }
            return .denied(.revoked)
        }
        return principal.access(to: question.topic, for: question.action(access.isRingingVouchedFor ? .vouchedFor : .unseen))
    }
}
