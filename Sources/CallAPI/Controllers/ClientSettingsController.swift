import CallControl
import TokenVerification

/// Tells clients where the broker is, and by which rules calls go.
struct ClientSettingsController: Sendable {
    let coordinator: CallCoordinator
    let board: ClientSettingsBoard

    /// What holds now, with credentials for the asker.
    func show(_ request: APIRequest) -> ClientSettingsResponse {
        board.noteRequest(of: request.identity.churchID)
        let (settings, version) = board.current
        return ClientSettingsResponse(
            settings, version: version, ice: settings.ice.list(for: request.identity.memberID, at: coordinator.now))
    }
}
