/// What an app measured of its own connection since its last report.
public struct QualityReport: Hashable, Sendable {
    /// Variation of packets' delay, milliseconds (RFC 3550, 6.4.1).
    public var jitter: Double
    /// Packets lost, per cent.
    public var packetLoss: Double
    /// Round trip, milliseconds.
    public var roundTrip: Double
    /// What the connection could carry out of the phone, kbit/s.
    public var bandwidth: Double?
    /// Pictures of others, where there are any.
    public var video: Video?

    /// How pictures were received.
    public struct Video: Hashable, Sendable {
        /// Pictures a second.
        public var framesPerSecond: Double?
        /// Width of a picture, pixels. Kept, and not judged: small pictures may be wished for.
        public var width: Int?
        /// Height of a picture, pixels; likewise.
        public var height: Int?
        /// Time that pictures stood still, per cent.
        public var frozen: Double?

        /// Figures of received pictures.
        public init(framesPerSecond: Double? = nil, width: Int? = nil, height: Int? = nil, frozen: Double? = nil) {
            self.framesPerSecond = framesPerSecond
            self.width = width
            self.height = height
            self.frozen = frozen
        }
    }

    /// A report.
    public init(jitter: Double, packetLoss: Double, roundTrip: Double, bandwidth: Double? = nil, video: Video? = nil) {
        self.jitter = jitter
        self.packetLoss = packetLoss
        self.roundTrip = roundTrip
        self.bandwidth = bandwidth
        self.video = video
    }
}
