import Foundation

/// A message as `mosquitto_sub` received it.
struct ReceivedMessage: Hashable, Sendable {
    let topic: String
    let qos: Int
    let isRetained: Bool
    let expirySeconds: Int?
    let contentType: String
    let userProperties: String
    let payload: JSONValue
    /// Seconds since 1970, by the clock of `mosquitto_sub`.
    let receivedAt: Double

    /// What `-F` must be for `init(line:)`.
    static let format = "%U\\t%t\\t%q\\t%r\\t%E\\t%C\\t%P\\t%p"

    /// Parses a line of `mosquitto_sub -F format`.
    init?(line: String) {
        let fields = line.split(separator: "\t", maxSplits: 7, omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 8, let qos = Int(fields[2]), let payload = try? JSONValue(fields[7].utf8) else { return nil }  // not ours
        receivedAt = Double(fields[0]) ?? 0
        topic = fields[1]
        self.qos = qos
        isRetained = fields[3] == "1"
        expirySeconds = Int(fields[4])
        contentType = fields[5]
        userProperties = fields[6]
        self.payload = payload
    }

    var type: String { payload["type"]?.string ?? "" }
    var callID: String { payload["call_id"]?.string ?? "" }
    var seq: Int? { payload["seq"]?.int }
    var reason: String? { payload["reason"]?.string }

    /// The topic below the church: `member/ben/call_status`; the call's id is left out: `call/signal`.
    var place: String {
        let levels = topic.split(separator: "/").map(String.init)
        return levels.count == 5 && levels[2] == "call" ? "call/\(levels[4])" : levels.dropFirst(2).joined(separator: "/")
    }
}
