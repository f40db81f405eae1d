import Foundation
import TestSupport

/// All that a caller gets to know of a call: answers with their headers, and every message of the call, without what no two calls share.
struct CallerView: Hashable {
    /// What each question was answered, by its name.
    private(set) var answers: [String: String] = [:]
    /// Messages of the call on all topics of the church, each as it was when it first came: repeats are a matter of time.
    private(set) var messages: Set<String> = []

    private let church: Church
    private let callID: String

    /// What `caller` sees of the call that `created` tells of, which has sent so many signals.
    init(of caller: Phone, in church: Church, created: TestService.Answer, signals: Int) async throws {
        guard let callID = created.body["call_id"]?.string else { throw Phone.Unexpected(answer: created) }
        self.church = church
        self.callID = callID
        answers["create"] = text(of: created)
        for path in ["/\(callID)", "/\(callID)/events", "/history", "/stats", "/active"] {
            answers[path.replacing(callID, with: "id")] = text(of: try await caller.send(.GET, path))
        }
        try await church.recorder.wait("all signals") { messages in
            Set(messages.filter { $0.callID == callID }.compactMap(\.seq)).count >= signals
        }
        try await church.deployment.awaitDelivery(church)
        try await church.recorder.catchUp(port: church.deployment.broker.port)
        var known: Set<[String?]> = []
        for message in church.recorder.messages(of: callID) {
            guard known.insert([message.topic, message.payload["signal_id"]?.string]).inserted else { continue }
            let expiry = message.expirySeconds.map { _ in "expires" } ?? "stays"
            let parts = [
                message.topic, "\(message.qos)", "\(message.isRetained)", expiry, message.contentType, message.userProperties,
                text(of: message.payload),
            ]
            messages.insert(plain(parts.joined(separator: " ")))
        }
    }

    static func == (one: CallerView, other: CallerView) -> Bool { one.answers == other.answers && one.messages == other.messages }

    func hash(into hasher: inout Hasher) { hasher.combine(messages) }

    private func text(of answer: TestService.Answer) -> String {
        let headers = answer.headers.filter { !["date", "x-request-id"].contains($0.key) }.map { "\($0.key): \($0.value)" }.sorted()
        return plain("\(answer.status) \(headers) \(text(of: answer.body))")
    }

    private func text(of value: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "unreadable"  // compared, so not lost
    }

    /// Without ids, times, durations (which may straddle a second) and tokens.
    private func plain(_ text: String) -> String {
        text.replacing(callID, with: "id").replacing(church.id, with: "church")
            .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/, with: "time").replacing(/eyJ[A-Za-z0-9_.\-]+/, with: "token")
            .replacing(/(duration_seconds\\?"):\d+/, with: { "\($0.output.1):seconds" })
    }
}
