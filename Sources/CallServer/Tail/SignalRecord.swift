import CallSignaling
import FoundationEssentials

/// A signal as a line of JSON for programs.
struct SignalRecord: Encodable, Hashable, Sendable {
    let receivedAt: Timestamp
    let topic: String
    let churchID: String?
    let callID: String?
    let isRepeated: Bool
    let payload: JSONValue

    enum CodingKeys: String, CodingKey {
        case topic, payload
        case receivedAt = "received_at"
        case churchID = "church_id"
        case callID = "call_id"
        case isRepeated = "repeated"
    }

    /// The record of `signal`; its payload is null if it is no JSON.
    init(_ signal: ReceivedSignal, isRepeated: Bool = false) {
        receivedAt = Timestamp(signal.receivedAt)
        topic = signal.topicName
        churchID = signal.churchID?.rawValue
        callID = signal.callID
        self.isRepeated = isRepeated
        payload = signal.payload ?? .null
    }

    /// One line, keys sorted.
    var line: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
