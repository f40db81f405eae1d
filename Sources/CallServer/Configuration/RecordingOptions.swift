import LiveKit

/// Where recordings of calls are written.
struct RecordingOptions: Sendable, Hashable {
    /// To what.
    enum Output: String, CaseIterable, Sendable {
        /// Calls are not recorded.
        case none
        /// The disk of LiveKit's egress service, or whatever storage it is configured with.
        case disk
        /// A bucket.
        case s3
    }

    /// The folder that all of them go to; below it one for each church.
    var path: String
    /// The bucket; nil for the egress service's own storage.
    var bucket: S3Bucket?
}

extension RecordingOptions {
    /// `RECORDING_…`; nil where calls are not recorded.
    init?(reading reader: inout ConfigurationReader) {
        let output = reader.read(ConfigurationKeys.recordingOutput, .none)
        let path = reader.read(ConfigurationKeys.recordingPath, "recordings")
        let bucket = reader.read(ConfigurationKeys.recordingBucket)
        let accessKey = reader.read(ConfigurationKeys.recordingAccessKey)
        let secret = reader.read(ConfigurationKeys.recordingSecret)
        let (region, endpoint) = (reader.read(ConfigurationKeys.recordingRegion), reader.read(ConfigurationKeys.recordingEndpoint))
        let isPathStyle = reader.read(ConfigurationKeys.recordingPathStyle, false)
        guard output != .none else { return nil }
        if !reader.isSet(ConfigurationKeys.liveKitAPI) {
            reader.report(
                ConfigurationKeys.liveKitAPI.name, found: "not set, but RECORDING_OUTPUT is",
                remedy: "set it to LiveKit's address, or to same")
        }
        guard output == .s3 else {
            self.init(path: path, bucket: nil)
            return
        }
        for key in [ConfigurationKeys.recordingBucket, ConfigurationKeys.recordingAccessKey, ConfigurationKeys.recordingSecret]
        where !reader.isSet(key) {
            reader.report(key.name, found: "not set, but RECORDING_OUTPUT is s3", remedy: "set bucket, access key and secret")
        }
        self.init(
            path: path,
            bucket: S3Bucket(
                bucket: bucket ?? "", region: region ?? "", endpoint: endpoint ?? "", accessKey: accessKey ?? "", secret: secret ?? "",
                forcePathStyle: isPathStyle))
    }
}
