import CallSignaling

/// Body of `/reject` and `/end`: why, and on which device.
struct ReasonBody<Reason: RawRepresentable<String> & CaseIterable>: Decodable {
    let reason: Reason?
    let deviceID: DeviceID?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        reason = try fields.choice("reason", of: Reason.self)
        deviceID = try fields.id("device_id", DeviceID.init(validating:))
    }
}
