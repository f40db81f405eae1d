extension ConfigurationKeys {
    static let recordingOutput = ConfigurationKey(
        "RECORDING_OUTPUT", ValueFormat<RecordingOptions.Output>.name, default: "none",
        "Where recordings of calls go: `none`, calls cannot be recorded; `disk`, the storage of LiveKit's egress service; `s3`, a bucket. Needs `LIVEKIT_API_URL`."
    )
    static let recordingPath = ConfigurationKey(
        "RECORDING_PATH", .text("letters, digits, `/`, `_`, `-`, `.`", where: isPath), default: "recordings",
        "Folder of the recordings, on the disk or in the bucket; below it one for each church.")
    static let recordingBucket = ConfigurationKey("RECORDING_S3_BUCKET", .text, "The bucket's name.")
    static let recordingRegion = ConfigurationKey("RECORDING_S3_REGION", .text, "The region it is in, where the store has regions.")
    static let recordingEndpoint = ConfigurationKey(
        "RECORDING_S3_ENDPOINT", .address("https", "http"), "The store's address; not set: Amazon's.")
    static let recordingAccessKey = ConfigurationKey("RECORDING_S3_ACCESS_KEY", .text, "Names the secret.")
    static let recordingSecret = ConfigurationKey(
        "RECORDING_S3_SECRET", .text, isSecret: true, "Lets LiveKit's egress service write to the bucket; sent to it with each recording.")
    static let recordingPathStyle = ConfigurationKey(
        "RECORDING_S3_PATH_STYLE", .boolean, default: "false", "Whether the bucket is a part of the path, as with most stores but Amazon's."
    )

    static let recording = ConfigurationSection(
        title: "Recording",
        rows: [
            recordingOutput.description, recordingPath.description, recordingBucket.description, recordingRegion.description,
            recordingEndpoint.description, recordingAccessKey.description, recordingSecret.description, recordingPathStyle.description,
        ])

    /// No way out of the folder.
    private static func isPath(_ text: String) -> Bool {
        text.utf8.count <= 200 && !text.split(separator: "/", omittingEmptySubsequences: false).contains("..")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/_-.".contains($0)) }
    }
}
