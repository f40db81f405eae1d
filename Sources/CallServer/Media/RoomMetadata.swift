import CallSignaling
import FoundationEssentials

/// What everybody in a room, and whoever gets its webhooks, can read about it.
struct RoomMetadata: Codable, Hashable {
    /// The tenant.
    let churchID: String
    /// The call.
    let callID: String
    /// Voice or video.
    let callType: CallType

    enum CodingKeys: String, CodingKey {
        case churchID = "church_id"
        case callID = "call_id"
        case callType = "call_type"
    }

    init(_ call: Call) {
        churchID = call.churchID.rawValue
        callID = call.id.rawValue
        callType = call.type
    }

    /// As JSON.
    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
