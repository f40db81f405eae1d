/// What is to be recorded, and where to.
public struct RecordingPlan: Sendable, Hashable {
    /// The room.
    public var room: String
    /// Whether only what is heard is recorded.
    public var isAudioOnly: Bool
    /// The file's path, on the egress's disk or in the bucket.
    public var path: String
    /// The bucket; nil for the egress's own disk, or the storage it is configured with.
    public var bucket: S3Bucket?

    /// A plan.
    public init(room: String, isAudioOnly: Bool, path: String, bucket: S3Bucket? = nil) {
        self.room = room
        self.isAudioOnly = isAudioOnly
        self.path = path
        self.bucket = bucket
    }
}

extension RecordingPlan: Encodable {
    private enum CodingKeys: CodingKey {
        case roomName, layout, audioOnly, fileOutputs
    }

    private enum FileKeys: CodingKey {
        case fileType, filepath, s3
    }

    /// A `RoomCompositeEgressRequest`: speech as OGG, pictures as MP4.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(room, forKey: .roomName)
        if isAudioOnly { try container.encode(true, forKey: .audioOnly) } else { try container.encode("speaker", forKey: .layout) }
        var files = container.nestedUnkeyedContainer(forKey: .fileOutputs)
        var file = files.nestedContainer(keyedBy: FileKeys.self)
        try file.encode(isAudioOnly ? "OGG" : "MP4", forKey: .fileType)
        try file.encode(path, forKey: .filepath)
        try file.encodeIfPresent(bucket, forKey: .s3)
    }
}
