import CallSignaling
import FoundationEssentials

/// The STUN and TURN servers that phones are told of, for calls whose media do not go through the media server, and for it too where networks are
/// closed.
public struct ICEServers: Hashable, Sendable {
    /// Addresses `stun:…` (RFC 7064).
    public var stun: [String]
    /// Addresses `turn:…` and `turns:…` (RFC 7065).
    public var turn: [String]
    /// What credentials are made with; without it nobody is told of TURN.
    public var secret: TURNSecret?
    /// How long credentials are good at most, seconds.
    public var lifetime: Double

    /// Servers; none unless told otherwise.
    public init(stun: [String] = [], turn: [String] = [], secret: TURNSecret? = nil, lifetime: Double = 14_400) {
        self.stun = stun
        self.turn = turn
        self.secret = secret
        self.lifetime = lifetime
    }

    /// The servers for `member`, with credentials that are good for the longest time.
    func list(for member: MemberID, at now: Date) -> ICEServerList { list(for: member, until: now.addingTimeInterval(lifetime)) }

    /// The servers for `member` in `call`, with credentials that are good no longer than the call can last; none once it has ended.
    func list(for member: MemberID, in call: Call, at now: Date) -> ICEServerList {
        guard call.status.isLive else { return ICEServerList(servers: [], expiresAt: nil) }
        let longest = (call.answeredAt ?? call.ringDeadline ?? now).addingTimeInterval(call.timeouts.maximum)
        return list(for: member, until: min(now.addingTimeInterval(lifetime), longest))
    }

    /// Times are whole seconds on the wire: a fraction is cut off.
    private func list(for member: MemberID, until end: Date) -> ICEServerList {
        var servers: [ICEServerList.Server] = []
        if !stun.isEmpty { servers.append(ICEServerList.Server(urls: stun)) }
        guard !turn.isEmpty, let secret else { return ICEServerList(servers: servers, expiresAt: nil) }
        let seconds = Int(end.timeIntervalSince1970.rounded(.down))
        let userName = "\(seconds):\(member.rawValue)"
        servers.append(ICEServerList.Server(urls: turn, username: userName, credential: secret.password(of: userName)))
        return ICEServerList(servers: servers, expiresAt: Date(timeIntervalSince1970: Double(seconds)))
    }
}
