/// A file that a recording has written.
public struct LiveKitFile: Sendable, Hashable {
    /// Its path, as asked for.
    public let name: String
    /// Where it is to be had.
    public let location: String
    /// Its size in bytes.
    public let size: Int
    /// How long it plays, seconds.
    public let duration: Double
}

extension LiveKitFile: Decodable {
    private enum CodingKeys: CodingKey {
        case filename, location, size, duration
    }

    /// From protobuf's JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.text(.filename)
        location = try container.text(.location)
        size = try container.integer(.size)
        duration = Double(try container.integer(.duration)) / 1e9
    }
}
