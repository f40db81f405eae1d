import CallSignaling

/// Body of a command that needs none: it may name the device.
struct CommandBody: Decodable {
    let deviceID: DeviceID?

    init(from decoder: any Decoder) throws {
        deviceID = try BodyFields(decoder).id("device_id", DeviceID.init(validating:))
    }
}

/// Body of a request that needs none and heeds nothing in it, but for a back end's naming whom it acts for: an object all the same.
struct ActingBody: Decodable {
    init(from decoder: any Decoder) throws { _ = try BodyFields(decoder) }
}
