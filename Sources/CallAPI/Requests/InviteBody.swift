import CallSignaling

/// Body of `/invite`.
struct InviteBody: Decodable {
    let calleeIDs: [MemberID]
    let deviceID: DeviceID?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        calleeIDs = try fields.members("callee_ids")
        deviceID = try fields.id("device_id", DeviceID.init(validating:))
    }
}
