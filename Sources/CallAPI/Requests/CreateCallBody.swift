import CallSignaling

/// Body of `POST /api/calls`.
struct CreateCallBody: Decodable {
    let calleeIDs: [MemberID]
    let callType: CallType
    let communityID: CommunityID?
    let subgroupID: String?
    let deviceID: DeviceID?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        calleeIDs = try fields.members("callee_ids")
        callType = try fields.require("call_type", fields.choice("call_type", of: CallType.self), "voice or video")
        communityID = try fields.id("community_id", CommunityID.init(validating:))
        subgroupID = try fields.id("subgroup_id") { IdentifierRules.allows($0) ? $0 : nil }
        deviceID = try fields.id("device_id", DeviceID.init(validating:))
    }
}
