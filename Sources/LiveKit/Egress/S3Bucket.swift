/// A bucket of S3, or of a store that speaks like it.
public struct S3Bucket: Sendable, Hashable, Encodable {
    /// Its name.
    public var bucket: String
    /// The region it is in; empty where the store has none.
    public var region: String
    /// The store's address; empty for Amazon's.
    public var endpoint: String
    /// Names the secret.
    public var accessKey: String
    /// Lets write.
    public var secret: String
    /// Whether the bucket is a part of the path, as with most stores but Amazon's.
    public var forcePathStyle: Bool

    /// A bucket.
    public init(bucket: String, region: String, endpoint: String, accessKey: String, secret: String, forcePathStyle: Bool) {
        self.bucket = bucket
        self.region = region
        self.endpoint = endpoint
        self.accessKey = accessKey
        self.secret = secret
        self.forcePathStyle = forcePathStyle
    }
}

extension S3Bucket: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the secret.
    public var description: String { "bucket \(bucket)" }

    /// Without the secret.
    public var debugDescription: String { description }

    /// Without the secret, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["bucket": bucket, "region": region, "endpoint": endpoint]) }
}
