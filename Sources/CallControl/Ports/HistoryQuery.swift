public import CallSignaling
public import FoundationEssentials

/// A call's place in a log that is sorted by when calls were made, newest first, and by id.
public struct HistoryPosition: Hashable, Sendable {
    /// When the call was made.
    public let initiatedAt: Date
    /// The call.
    public let callID: CallID

    /// A position.
    public init(initiatedAt: Date, callID: CallID) {
        self.initiatedAt = initiatedAt
        self.callID = callID
    }

    /// The place of `call`.
    public init(_ call: Call) { self.init(initiatedAt: call.initiatedAt, callID: call.id) }

    /// Whether `call` comes later in the log.
    public func precedes(_ call: Call) -> Bool { (initiatedAt, callID.rawValue) > (call.initiatedAt, call.id.rawValue) }
}

/// Which page of whose calls.
public struct HistoryQuery: Hashable, Sendable {
    /// The tenant.
    public var churchID: ChurchID
    /// Whose.
    public var member: MemberID
    /// Only calls of this type.
    public var type: CallType?
    /// From 1; of no account where there is a position.
    public var page: Int
    /// Only calls that come later in the log than this one. Unlike a page, what follows stays the same when there are new calls, and is found at
    /// once however far down the log it is.
    public var position: HistoryPosition?
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
    /// How many there are on all pages; nil after a position, where they are not counted.
    public let total: Int?
    /// Where what follows begins; nil where nothing does.
    public let next: HistoryPosition?

    /// A page.
    public init(calls: [Call], total: Int?, next: HistoryPosition?) {
        self.calls = calls
        self.total = total
        self.next = next
    }

    /// Whether others follow.
    public var hasMore: Bool { next != nil }
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
