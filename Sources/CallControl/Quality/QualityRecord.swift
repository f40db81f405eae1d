public import CallSignaling
public import FoundationEssentials

/// One report, as it is kept.
public struct QualityRecord: Hashable, Sendable {
    /// In which call.
    public let call: CallKey
    /// Who reported.
    public let member: MemberID
    /// When it came.
    public let at: Date
    /// What was measured.
    public let report: QualityReport

    /// A record.
    public init(call: CallKey, member: MemberID, at: Date, report: QualityReport) {
        self.call = call
        self.member = member
        self.at = at
        self.report = report
    }
}

/// A participant's reports in short.
public struct QualitySummary: Hashable, Sendable {
    /// How many there were.
    public var reports = 0
    /// Their points on average.
    public var averageScore = 0.0
    /// The least points.
    public var worstScore = 0.0
    /// Round trip on average, milliseconds.
    public var averageRoundTrip = 0.0
    /// Jitter on average, milliseconds.
    public var averageJitter = 0.0
    /// Packets lost on average, per cent.
    public var averagePacketLoss = 0.0
    /// When the last one came.
    public var lastAt: Date

    /// A summary of none, to add to.
    public init(lastAt: Date) { self.lastAt = lastAt }
}
