import Foundation

/// A struct of the size and shape of a stored call, about 1.5 KB of BSON.
struct Call: Codable, Equatable {
    struct Party: Codable, Equatable {
        var id: String
        var name: String
        var avatar: URL?
        var state: State
        var device: String?
        var joinedAt: Date?
        var hasVideo: Bool
    }

    struct Event: Codable, Equatable {
        var seq: Int
        var at: Date
        var type: String
        var by: String?
    }

    struct Outgoing: Codable, Equatable {
        var seq: Int
        var topic: String
        var payload: Data
        var qos: Int32
        var expiresAt: Date?
    }

    enum State: String, Codable { case invited, alerted, accepted, joined, left }

    var id: String
    var churchID: String
    var roomName: String
    var type: String
    var status: String
    var version: Int
    var caller: Party
    var callees: [Party]
    var members: [String]
    var engaged: [String]?
    var deadline: Date?
    var initiatedAt: Date
    var answeredAt: Date?
    var endedAt: Date?
    var durationSeconds: Double?
    var endReason: String?
    var outbox: [Outgoing]
    var seq: Int
    var owner: String
    var events: [Event]

    static let sample: Call = {
        let start = Date(timeIntervalSince1970: 1_700_000_000.123)
        func party(_ name: String, _ state: State) -> Party {
            Party(
                id: "member-\(name)", name: "\(name) of Grace Church", avatar: URL(string: "https://cdn.example.org/a/\(name).png"),
                state: state,
                device: state == .accepted ? "phone-1" : nil, joinedAt: state == .accepted ? start : nil, hasVideo: true)
        }
        let payload = Data(String(repeating: #"{"signal_id":"s","seq":1}"#, count: 8).utf8)
        return Call(
            id: "0190f3c2-1a2b-7c3d-8e4f-5a6b7c8d9e0f", churchID: "church-42", roomName: "call_0190f3c2", type: "video", status: "ringing",
            version: 3, caller: party("ada", .accepted), callees: [party("bob", .alerted), party("cy", .invited)],
            members: ["member-ada", "member-bob", "member-cy"], engaged: ["member-ada", "member-bob", "member-cy"],
            deadline: start + 45, initiatedAt: start, answeredAt: nil, endedAt: nil, durationSeconds: nil, endReason: nil,
            outbox: (1...2).map {
                Outgoing(seq: $0, topic: "church/42/user/bob/call_invite", payload: payload, qos: 1, expiresAt: start + 45)
            },
            seq: 2, owner: "instance-a",
            events: (1...3).map { Event(seq: $0, at: start + Double($0), type: "participant_alerted", by: "member-bob") })
    }()
}
