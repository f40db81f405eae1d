import CallControl
import CallSignaling

/// Body of `PUT /api/devices`.
struct DeviceBody: Decodable {
    let id: DeviceID
    let platform: DevicePlatform
    let token: PushToken

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        let idRule = "a text of \(BodyFields.idRule)"
        id = try fields.require("device_id", fields.id("device_id", DeviceID.init(validating:)), idRule)
        platform = try fields.require("platform", fields.choice("platform", of: DevicePlatform.self), "ios or android")
        let kind = try fields.require("kind", fields.choice("kind", of: PushKind.self), "voip, alert, fcm or expo")
        guard kind.suits(platform) else {
            throw Problem(.invalidBody, "kind must be one of those of \(platform.rawValue).")
        }
        let tokenRule = "a token of kind \(kind.rawValue): \(kind.rule)"
        token = try fields.require("token", fields.text("token", tokenRule) { PushToken(validating: $0, kind: kind) }, tokenRule)
    }
}
