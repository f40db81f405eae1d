import CallControl
import TokenVerification

/// Tells members who of their church is online, and in a call.
struct PresenceController: Sendable {
    /// Most members that one may ask for by id.
    static let idLimit = 200

    let coordinator: CallCoordinator
    let board: PresenceBoard

    /// Those whom `ids` names; without it everybody whose app has said anything, or who is in a call.
    func list(_ request: APIRequest) async throws -> PresenceResponse {
        let members = try request.query.members("ids", limit: Self.idLimit)
        let identity = request.identity
        let found = try await coordinator.presences(on: board, of: members, in: identity.churchID, seenBy: identity.memberID)
        return PresenceResponse(found, now: coordinator.now)
    }
}
