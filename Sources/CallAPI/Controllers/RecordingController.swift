import CallControl
import CallSignaling
import TokenVerification

/// Has calls recorded; what comes of it the call tells.
struct RecordingController: Sendable {
    let coordinator: CallCoordinator
    /// Whether there is somewhere to record to.
    let isOn: Bool

    func start(_ request: APIRequest) async throws -> MessageResponse {
        try await perform(request, "Recording requested") { .startRecording(by: $0) }
    }

    func stop(_ request: APIRequest) async throws -> MessageResponse {
        try await perform(request, "Recording stopped") { .stopRecording(by: $0) }
    }

    private func perform(_ request: APIRequest, _ message: String, _ event: (Host) -> CallEvent) async throws -> MessageResponse {
        guard isOn else { throw Problem(.notFound, "Calls cannot be recorded here.") }
        let key = try request.key
        _ = try request.decodeIfPresent(ActingBody.self)
        let host = Host(request.identity.memberID, isAdministrator: request.identity.role.isAdministrator)
        try await coordinator.perform(event(host), on: key, for: request.keyed)
        return MessageResponse(message)
    }
}
