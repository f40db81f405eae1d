import CallSignaling

/// Body of a command that needs none: it may name the device.
struct CommandBody: Decodable {
    let deviceID: DeviceID?

    init(from decoder: any Decoder) throws {
        deviceID = try BodyFields(decoder).id("device_id", DeviceID.init(validating:))
    }
}
