import CallControl
import CallSignaling

/// Answer of what one participant tells another.
struct PeerMessageResponse: AnswerBody {
    let to: MemberID
    let seq: Int
    let signalID: String
    let isBuffered: Bool

    init(_ receipt: PeerReceipt) {
        to = receipt.to
        seq = receipt.seq
        signalID = receipt.signalID
        isBuffered = receipt.isBuffered
    }

    enum CodingKeys: String, CodingKey {
        case to, seq
        case signalID = "signal_id"
        case isBuffered = "buffered"
    }
}
