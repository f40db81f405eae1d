import CallControl
import CallSignaling
import HTTPTypes
import Hummingbird
import Logging
import TokenVerification

/// Lets requests in: whose credentials they have, whether that one asks too much, and for which member they act.
struct RequestAdmission: Sendable {
    let authenticator: TokenAuthenticator
    let keys: APIKeyRing
    let limiter: RateLimiter
    let maximumBodyBytes: Int
    let logger: Logger

    /// The request, read in full, its sender known. What the sender may not do at all, or too often, is refused before its body is read.
    func admit(_ request: Request, _ context: APIRequestContext, to route: APIRoute) async throws -> APIRequest {
        let sender = try await limiter.admit(from: context.clientAddress, to: route) { try await self.sender(of: request.headers) }
        if case .service(let key) = sender {
            log(key, context)
            guard let action = route.action else { throw Problem(.forbiddenScope, "This is not for API keys.") }
            try key.allow(action)
        }
        let asked = try await APIRequest(request, parameters: context.parameters, by: sender, limit: maximumBodyBytes)
        if let key = asked.apiKey { try limiter.admit(key, for: asked.identity, to: route) }
        return asked
    }

    /// `Authorization` goes before `X-API-Key`: where both are sent, the phone's token counts, and not the key of what stands between.
    private func sender(of headers: HTTPFields) async throws -> Sender {
        if let token = TokenAuthenticator.bearerToken(headers) {
            guard token.hasPrefix(APIKeyText.prefix) else { return .person(try await authenticator.identity(of: token)) }
            return .service(try keys.key(token))
        }
        if let key = headers[own: .apiKey] { return .service(try keys.key(key)) }
        throw TokenFailure.missing
    }

    private func log(_ key: APIKey, _ context: APIRequestContext) {
        logger.debug("A back end asks", metadata: [LogKey.key: "\(key.id.shortened)", LogKey.request: "\(context.id)"])
    }
}

extension CallCoordinator {
    /// Throws `.unknownMembers` unless the one a back end acts for is a member of the church. Who has a token is what the token says.
    func requireMember(of request: APIRequest) async throws {
        guard request.apiKey != nil else { return }
        try await requireMember(request.identity.memberID, in: request.identity.churchID)
    }
}
