public import CallSignaling
public import FoundationEssentials

/// The media server's rooms, as far as a call needs them.
public protocol MediaRooms: Sendable {
    /// The server's address for the phones; empty without a media server.
    var url: String { get }

    /// A token that lets `participant` into the call's room; empty without a media server. Needs no network.
    func accessToken(for participant: Participant, in call: Call, at now: Date) async throws -> String
}

/// No media server: calls are signaled all the same, tokens and address are empty.
public struct NoMediaRooms: MediaRooms {
    /// No rooms.
    public init() {}

    /// Empty.
    public var url: String { "" }

    /// Empty.
    public func accessToken(for participant: Participant, in call: Call, at now: Date) async throws -> String { "" }
}
