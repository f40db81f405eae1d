import CallControl
import CallSignaling

/// Answer of `GET /api/blocks`.
struct BlocksResponse: AnswerBody {
    /// An entry, to which keys may be added.
    struct Block: Encodable, Sendable {
        let memberID: MemberID

        enum CodingKeys: String, CodingKey {
            case memberID = "member_id"
        }
    }

    let blocks: [Block]
    let limit: Int

    init(_ members: [MemberID]) {
        blocks = members.map(Block.init)
        limit = MemberPreferences.blockLimit
    }
}
