import CallControl
import CallSignaling
import TokenVerification

/// Everything that only looks.
struct ReadingController: Sendable {
    let coordinator: CallCoordinator

    func active(_ request: APIRequest) async throws -> Nullable<ActiveCallResponse> {
        let call = try await coordinator.activeCall(of: request.identity.memberID, in: request.identity.churchID)
        return Nullable(call.map { ActiveCallResponse($0, now: coordinator.now) })
    }

    func history(_ request: APIRequest) async throws -> HistoryResponse {
        var query = HistoryQuery(
            churchID: request.identity.churchID, member: request.identity.memberID,
            type: try request.query.choice("call_type", of: CallType.self),
            page: try request.query.integer("page", in: 1...1_000_000, default: 1),
            pageSize: try request.query.integer("page_size", in: 1...100, default: 20))
        query.position = try request.query.cursor("cursor")?.position
        let page = try await coordinator.history(query)
        return HistoryResponse(page, query, now: coordinator.now)
    }

    func statistics(_ request: APIRequest) async throws -> StatisticsResponse {
        let days = try request.query.integer("days", in: 1...3_650, default: 30)
        let identity = request.identity
        return StatisticsResponse(try await coordinator.statistics(of: identity.memberID, in: identity.churchID, days: days))
    }

    func call(_ request: APIRequest) async throws -> CallDetailResponse {
        CallDetailResponse(try await seen(request), now: coordinator.now)
    }

    func events(_ request: APIRequest) async throws -> EventsResponse {
        EventsResponse(try await seen(request))
    }

    private func seen(_ request: APIRequest) async throws -> Call {
        let identity = request.identity
        return try await coordinator.call(try request.key, seenBy: identity.memberID, isAdmin: identity.role.isAdministrator)
    }
}
