public import CallSignaling

/// Which page of whose calls.
public struct HistoryQuery: Hashable, Sendable {
    /// The tenant.
    public var churchID: ChurchID
    /// Whose.
    public var member: MemberID
    /// Only calls of this type.
    public var type: CallType?
    /// From 1.
    public var page: Int
    /// Calls a page.
    public var pageSize: Int

    /// A query.
    public init(churchID: ChurchID, member: MemberID, type: CallType? = nil, page: Int = 1, pageSize: Int = 20) {
        self.churchID = churchID
        self.member = member
        self.type = type
        self.page = page
        self.pageSize = pageSize
    }
}

/// A page of calls, newest first.
public struct HistoryPage: Hashable, Sendable {
    /// The page's calls.
    public let calls: [Call]
    /// How many there are on all pages.
    public let total: Int

    /// A page.
    public init(calls: [Call], total: Int) {
        self.calls = calls
        self.total = total
    }
}

/// Sums over a member's calls.
public struct CallStatistics: Hashable, Sendable {
    /// All calls, made and received.
    public var totalCalls = 0
    /// Whole seconds talked.
    public var totalDurationSeconds = 0
    /// Voice calls among them.
    public var voiceCalls = 0
    /// Video calls among them.
    public var videoCalls = 0
    /// Received calls in which this member's own part was `missed`.
    public var missedCalls = 0
    /// Calls that somebody answered, so that they have a duration.
    public var answeredCalls = 0

    /// Whole seconds an answered call lasted on average; 0 without one.
    public var averageDurationSeconds: Int { answeredCalls == 0 ? 0 : totalDurationSeconds / answeredCalls }

    /// Nothing yet.
    public init() {}
}
