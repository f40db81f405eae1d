import CallControl
import CallSignaling
import FoundationEssentials

/// Answer of `GET /api/presence`.
struct PresenceResponse: AnswerBody {
    /// One member.
    struct Presence: Encodable, Sendable {
        let memberID: MemberID
        let online: Bool
        let lastSeen: Nullable<Timestamp>
        let inCall: Bool

        enum CodingKeys: String, CodingKey {
            case online
            case memberID = "member_id"
            case lastSeen = "last_seen"
            case inCall = "in_call"
        }
    }

    let presences: [Presence]
    let serverTime: Timestamp

    enum CodingKeys: String, CodingKey {
        case presences
        case serverTime = "server_time"
    }

    init(_ presences: [MemberPresence], now: Date) {
        self.presences = presences.map { presence in
            Presence(
                memberID: presence.member, online: presence.isOnline, lastSeen: Nullable(presence.lastSeen.map { Timestamp($0) }),
                inCall: presence.isInCall)
        }
        serverTime = Timestamp(now)
    }

    /// Written straight: a church may have thousands of members.
    func add(to json: inout JSONText) -> Bool {
        json.add("presences", objects: presences) { json, presence in
            json.add("in_call", presence.inCall)
            json.add("last_seen", presence.lastSeen.value?.text)
            json.add("member_id", presence.memberID.rawValue)
            json.add("online", presence.online)
        }
        json.add("server_time", serverTime.text)
        return true
    }
}
