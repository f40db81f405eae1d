import CallControl
import CallSignaling
import TokenVerification

/// The asker's devices, and the tokens that wake them. Nobody is shown any.
struct DeviceController: Sendable {
    let directory: any DeviceDirectory
    let coordinator: CallCoordinator

    func register(_ request: APIRequest) async throws -> MessageResponse {
        let device = try request.decode(DeviceBody.self)
        try await directory.register(
            device.token, of: device.id, on: device.platform, for: request.identity.memberID, in: request.identity.churchID,
            at: coordinator.now)
        return MessageResponse("Device registered")
    }

    func unregister(_ request: APIRequest) async throws -> MessageResponse {
        guard let device = try request.query.id("device_id", DeviceID.init(validating:)) else {
            throw Problem(.invalidParameter, "device_id must name the device.")
        }
        let kind = try request.query.choice("kind", of: PushKind.self)
        try await directory.unregister(device, kind: kind, for: request.identity.memberID, in: request.identity.churchID)
        return MessageResponse("Device unregistered")
    }
}
