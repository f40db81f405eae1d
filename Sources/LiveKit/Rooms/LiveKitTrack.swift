/// Something that a participant publishes.
public struct LiveKitTrack: Sendable, Hashable {
    /// The server's id of it.
    public let sid: String
    /// Where it comes from; nil where that is not known.
    public let source: TrackSource?
    /// Whether it is silent at the moment.
    public let isMuted: Bool
}

extension LiveKitTrack: Decodable {
    private enum CodingKeys: CodingKey {
        case sid, source, muted
    }

    /// From protobuf's JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sid = try container.text(.sid)
        source = try container.name(.source)
        isMuted = try container.flag(.muted)
    }
}
