import CallControl
import CallSignaling
import Foundation
import TokenVerification
import TopicAccess

/// Makes tokens for brokers that verify tokens themselves.
struct BrokerTokenController: Sendable {
    let coordinator: CallCoordinator
    let authenticator: TokenAuthenticator
    let access: BrokerAccess

    /// A token with the asker's rights, good for an hour at most, and not longer than his own. Throws `not_found` where there are none to be had.
    func make(_ request: APIRequest) async throws -> BrokerTokenResponse {
        guard let secret = access.tokenSecret else { throw Problem(.notFound) }
        let token = try await request.token(by: authenticator)
        let body = try request.decodeIfPresent(BrokerTokenBody.self) ?? BrokerTokenBody()
        guard let principal = Principal(churchID: token.identity.churchID, memberID: token.identity.memberID),
            !access.accounts.contains(principal.memberID.rawValue)  // the broker would take him for one of its own accounts
        else { throw Problem(.notFound) }
        let clientID = body.clientID ?? principal.newClientID()
        guard principal.hasOwnForm(clientID) else {
            throw Problem(.invalidBody, "client_id must begin with ff-call-, your member id and a hyphen, and go on in printable ASCII.")
        }
        for call in body.calls { _ = try await coordinator.call(CallKey(principal.churchID, call), seenBy: principal.memberID) }
        let now = Date().timeIntervalSince1970.rounded(.down)
        let expiry = min(token.expiry.timeIntervalSince1970.rounded(.down), now + BrokerToken.longestLife)
        guard expiry > now else { throw TokenFailure.expired }
        let end = Date(timeIntervalSince1970: expiry)
        let made = BrokerToken(
            principal: principal, clientID: clientID, expiry: Int(expiry), acl: rights(of: principal, body),
            pass: try access.hookSecret.map { try BrokerPass(token, until: end).sealed(with: $0) })
        return BrokerTokenResponse(
            token: try made.signed(with: secret), username: principal.memberID.rawValue, clientID: clientID, expiresAt: Timestamp(end))
    }

    /// Where the broker can ask `/broker/acl` too, that decides about the rest.
    private func rights(of principal: Principal, _ body: BrokerTokenBody) -> BrokerRights {
        let grants = principal.grants(hearing: body.calls, publishesRinging: access.isRingingVouchedFor)
        switch body.format {
        case .rules: return .rules(grants, isRestRefused: access.hookSecret == nil)
        case .lists: return .lists(grants)
        }
    }
}
