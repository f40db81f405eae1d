import CallControl
import CallSignaling
import FoundationEssentials

/// A place in a log as clients hand it back: the time in milliseconds since 1970, a full stop, and the call's id. It tells nothing that its page did not,
/// and gives no right: whoever sends it reads on in his own log.
struct HistoryCursor: Encodable, Sendable {
    let position: HistoryPosition

    init(position: HistoryPosition) { self.position = position }

    /// Nil for a text that is no cursor.
    init?(validating text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...14).contains(parts[0].utf8.count), parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let time = Int64(parts[0]), let id = CallID(validating: String(parts[1]))
        else { return nil }
        position = HistoryPosition(initiatedAt: Date(timeIntervalSince1970: Double(time) / 1_000), callID: id)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(Int64((position.initiatedAt.timeIntervalSince1970 * 1_000).rounded())).\(position.callID.rawValue)")
    }
}
