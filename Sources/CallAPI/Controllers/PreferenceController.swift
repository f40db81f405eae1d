import CallControl
import CallSignaling
import TokenVerification

/// By whom, and when, the asker does not want to be called. Each member sees and changes his own wishes only.
struct PreferenceController: Sendable {
    let coordinator: CallCoordinator

    /// Passes a request on to the method for it.
    func answer(_ request: APIRequest, to route: APIRoute) async throws -> any AnswerBody {
        switch route {
        case .blocks: try await blocks(request)
        case .blockMember: try await block(request)
        case .unblockMember: try await unblock(request)
        case .doNotDisturb: try await doNotDisturb(request)
        case .setDoNotDisturb: try await setDoNotDisturb(request)
        default: throw Problem(.notFound)
        }
    }

    func blocks(_ request: APIRequest) async throws -> BlocksResponse {
        BlocksResponse(try await wishes(request).blocked)
    }

    func block(_ request: APIRequest) async throws -> MessageResponse {
        _ = try request.decodeIfPresent(ActingBody.self)
        let other = try request.memberID
        guard other != request.identity.memberID else { throw Problem(.invalidParameter, "You cannot block yourself.") }
        try await coordinator.block(other, for: request.identity.memberID, in: request.identity.churchID)
        return MessageResponse("Member blocked")
    }

    func unblock(_ request: APIRequest) async throws -> MessageResponse {
        try await coordinator.unblock(try request.memberID, for: request.identity.memberID, in: request.identity.churchID)
        return MessageResponse("Member unblocked")
    }

    func doNotDisturb(_ request: APIRequest) async throws -> DoNotDisturbResponse {
        DoNotDisturbResponse(try await wishes(request).doNotDisturb, now: coordinator.now)
    }

    func setDoNotDisturb(_ request: APIRequest) async throws -> DoNotDisturbResponse {
        let setting = try request.decode(DoNotDisturbBody.self).setting
        try await coordinator.setDoNotDisturb(setting, for: request.identity.memberID, in: request.identity.churchID)
        return DoNotDisturbResponse(setting, now: coordinator.now)
    }

    private func wishes(_ request: APIRequest) async throws -> MemberPreferences {
        try await coordinator.wishes(of: request.identity.memberID, in: request.identity.churchID)
    }
}
