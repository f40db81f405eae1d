public import CallSignaling
public import FoundationEssentials

/// Where reports of participants' connections are kept for a week. News, no more: what is lost in a crash is lost, and one may be there twice.
///
/// Throws `DependencyFailure` when the database cannot be reached.
public protocol QualityStore: Sendable {
    /// Makes ready what is needed to keep them; done again it changes nothing.
    func prepare() async throws

    /// Keeps `records`: all of them, or where it throws perhaps some.
    func add(_ records: [QualityRecord]) async throws

    /// Each reporter's records of one call in short, of those that came since `start` and are kept still.
    func summaries(of call: CallKey, since start: Date) async throws -> [MemberID: QualitySummary]
}

/// How long reports are kept.
public enum QualityRetention {
    /// Seconds: 7 days.
    public static let seconds = 604_800
}
