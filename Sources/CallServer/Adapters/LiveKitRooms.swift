import CallControl
import CallSignaling
import FoundationEssentials
import LiveKit

/// Media rooms on LiveKit. Makes tokens only; a room comes into being when the first enters.
struct LiveKitRooms: MediaRooms {
    /// How long after the ring deadline, or now, a token lets in; seconds. Who is in by then stays in.
    static let lifetime = 600.0
    /// How far back a token is good, for media servers whose clock is behind; seconds.
    static let leeway = 10.0

    private let credentials: LiveKitCredentials

    /// Rooms on the server of `credentials`.
    init(_ credentials: LiveKitCredentials) { self.credentials = credentials }

    /// The server's address for the phones.
    var url: String { credentials.url }

    /// Since when a token is good that is made then.
    static func beginning(ofTokensMadeAt date: Date) -> Date { date.addingTimeInterval(-leeway) }

    /// A token to join the call's room, and to publish what the call's type needs.
    func accessToken(for participant: Participant, in call: Call, at now: Date) async throws -> String {
        let token = AccessToken(
            identity: participant.id.rawValue, name: participant.member.name, metadata: try Metadata(participant).text,
            grant: VideoGrant(joining: call.roomName, publishing: call.type.sources), notBefore: Self.beginning(ofTokensMadeAt: now),
            expiresAt: max(now, call.ringDeadline ?? now).addingTimeInterval(Self.lifetime))
        return try token.signed(with: credentials)
    }
}

extension CallType {
    /// What may be published in such a call, and nothing else.
    var sources: [TrackSource] {
        switch self {
        case .voice: [.microphone]
        case .video: [.camera, .microphone, .screenShare, .screenShareAudio]
        }
    }
}

/// What the others in the room can read about a participant.
private struct Metadata: Encodable {
    let role: Participant.Role
    let avatar: String?

    init(_ participant: Participant) {
        role = participant.role
        avatar = participant.member.avatar
    }

    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
