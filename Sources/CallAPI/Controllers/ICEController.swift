import CallControl
import TokenVerification

/// Tells phones of STUN and TURN servers.
struct ICEController: Sendable {
    let coordinator: CallCoordinator
    let servers: ICEServers

    /// The servers for the asker, with credentials for the longest time: for those who prepare before they call, and for a long call's next credentials.
    func list(_ request: APIRequest) -> ICEServerList { servers.list(for: request.identity.memberID, at: coordinator.now) }
}
