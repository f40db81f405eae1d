import CallControl
import CallSignaling
import FoundationEssentials

/// Answer of `GET …/dead-letters`: what an endpoint did not take, the oldest first.
struct DeadLettersResponse: AnswerBody {
    /// One of them, without its body.
    struct Letter: Encodable, Sendable {
        let id: String
        let callID: Nullable<CallID>
        let reason: String
        let attempts: Int
        let diedAt: Timestamp

        enum CodingKeys: String, CodingKey {
            case id, reason, attempts
            case callID = "call_id"
            case diedAt = "died_at"
        }
    }

    let letters: [Letter]
    let total: Int

    init(_ letters: [DeadLetter], total: Int) {
        self.letters = letters.map {
            Letter(id: $0.id, callID: Nullable($0.callID), reason: $0.reason, attempts: $0.attempts, diedAt: Timestamp($0.diedAt))
        }
        self.total = total
    }

    enum CodingKeys: String, CodingKey {
        case letters = "dead_letters"
        case total
    }
}

/// Answer of `POST …/dead-letters/replay`.
struct ReplayResponse: AnswerBody {
    let replayed: Int
    let remaining: Int
}
