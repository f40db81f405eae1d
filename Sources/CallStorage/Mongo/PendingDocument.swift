import CallControl
import CallSignaling
import FoundationEssentials

/// What is read of a call for its signals' sake.
struct PendingDocument: Decodable {
    private struct Entry: Decodable {
        let signal: OutboxEntry
        let owner: String?

        private enum CodingKeys: String, CodingKey { case owner }

        init(from decoder: any Decoder) throws {
            signal = try OutboxEntry(from: decoder)
            owner = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .owner)
        }
    }

    private struct Part: Decodable {
        struct Person: Decodable {
            let id: MemberID
        }

        let member: Person
        let state: ParticipantState
        let inviteSeq: Int?

        private enum CodingKeys: String, CodingKey {
            case member, state
            case inviteSeq = "invite_seq"
        }
    }

    private let id: CallID
    private let churchID: ChurchID
    private let initiatedAt: Date
    private let outbox: [Entry]
    private let participants: [Part]

    private enum CodingKeys: String, CodingKey {
        case id = "_id"
        case churchID = "church_id"
        case initiatedAt = "initiated_at"
        case outbox, participants
    }

    /// The signals as `owner` sees them.
    func signals(of owner: String) -> PendingSignals {
        let entries = outbox.sorted { $0.signal.seq < $1.signal.seq }
        return PendingSignals(
            key: CallKey(churchID, id), initiatedAt: initiatedAt, entries: entries.filter { $0.owner == owner }.map(\.signal),
            foreign: entries.filter { $0.owner != owner }.map(\.signal.seq),
            ringing: Dictionary(
                participants.lazy.filter(\.state.isRinging).compactMap { part in part.inviteSeq.map { (part.member.id, $0) } }
            ) { first, _ in first })
    }
}

/// Marks of what waits in a call's outbox, and whose the call is.
struct MarkedDocument: Decodable {
    struct Mark: Decodable {
        let seq: Int
        let owner: String?
    }

    let owner: String?
    let outbox: [Mark]
}
