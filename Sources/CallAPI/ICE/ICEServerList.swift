import CallControl
import CallSignaling
import FoundationEssentials

/// Answer of `GET /api/ice-servers`, and part of that of create and accept: what an app passes to its `RTCPeerConnection` as it is.
struct ICEServerList: Sendable {
    /// An `RTCIceServer` (W3C WebRTC, 4.2.4).
    struct Server: Encodable, Sendable, Hashable {
        let urls: [String]
        var username: String?
        var credential: String?
    }

    let servers: [Server]
    /// When its credentials expire; nil where there are none.
    let expiresAt: Date?
}

extension ICEServerList: AnswerBody {
    enum CodingKeys: String, CodingKey {
        case servers = "ice_servers"
        case expiresAt = "expires_at"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(servers, forKey: .servers)
        try container.encode(Nullable<Timestamp>(expiresAt), forKey: .expiresAt)
    }
}

extension ICEServerList.Server {
    /// Adds its members, keys sorted.
    func add(to json: inout JSONText) {
        if let credential { json.add("credential", credential) }
        json.add("urls", urls)
        if let username { json.add("username", username) }
    }
}
