import NIOCore

/// How far the requests of one connection have come, and how long its client may take for the next step.
///
/// Pure: events go in with their time, and `deadline` tells until when what is awaited must have come. With pipelined requests the clock of
/// one starts when the one before has been answered: nobody pays for what came before.
struct Exchange {
    /// What to do when the deadline has passed.
    enum Overdue: Equatable {
        /// Nothing is owed to anybody: close.
        case close
        /// A request has begun and is not complete: refuse it, then close.
        case refuse
    }

    /// What to do after an answer's end.
    enum Next: Equatable {
        /// Await the next request, or answer the next one that is here.
        case goOn
        /// Nothing that follows can be understood: let the client read the answer, then close.
        case finish
    }

    /// Time that a client has to read the last answer before the connection is cut.
    static let lingering = TimeAmount.seconds(2)

    private let head: TimeAmount
    private let request: TimeAmount
    private let idle: TimeAmount

    /// Requests whose head has been read and whose answer is not complete.
    private(set) var unanswered = 0
    /// Whether the body of the request read last is incomplete.
    private(set) var isReading = false
    /// Whether the answer to the oldest request has begun.
    private(set) var isAnswering = false
    /// Whether the answer to the oldest request goes on until somebody ends it.
    private var isOpenEnded = false
    /// Since when its client has not taken what is written; nil while he does.
    private var stalledSince: NIODeadline?
    /// Whether no more is read nor answered.
    private(set) var isOver = false
    private var isNew = true
    /// When the present expectation began.
    private var since: NIODeadline
    /// When the first byte of the head came that is being read.
    private var headBegan: NIODeadline?

    /// A connection that opened at `now`.
    init(_ limits: HTTPLimits, at now: NIODeadline) {
        head = TimeAmount(fractional: limits.headTimeout)
        request = TimeAmount(fractional: limits.requestTimeout)
        idle = TimeAmount(fractional: limits.idleTimeout)
        since = now
    }

    /// Whether the one unanswered request is still being read and has no answer yet.
    var isInterruptible: Bool { unanswered == 1 && isReading && !isAnswering }

    /// When the client must have taken the next step.
    var deadline: NIODeadline {
        if isOver { return since + Self.lingering }
        if isOpenEnded { return stalledSince.map { $0 + request } ?? .distantFuture }
        if unanswered > 0 { return since + request }
        if isNew { return since + head }
        return headBegan.map { $0 + head } ?? since + idle
    }

    /// The shortest of the times, and so the soonest that a deadline can be after any event.
    var shortestLimit: TimeAmount { min(head, request, idle, Self.lingering) }

    /// What to do once the deadline has passed.
    var overdue: Overdue {
        if isOver { return .close }
        return isInterruptible || unanswered == 0 && headBegan != nil ? .refuse : .close
    }

    /// Bytes came.
    mutating func readBytes(at now: NIODeadline) {
        if !isReading, headBegan == nil { headBegan = now }
    }

    /// A head is complete.
    mutating func readHead(at now: NIODeadline) {
        unanswered += 1
        isReading = true
        isNew = false
        if unanswered == 1 { since = headBegan ?? now }
        headBegan = nil
    }

    /// A request is complete.
    mutating func readEnd(at now: NIODeadline) {
        isReading = false
        if unanswered == 1 { since = now }
    }

    /// The answer that has begun has no end of its own: from now on its client has as long as a request may take to take what is written.
    mutating func answerGoesOn() { isOpenEnded = true }

    /// The client takes what is written, or does not.
    mutating func takes(_ isTaking: Bool, at now: NIODeadline) { stalledSince = isTaking ? nil : stalledSince ?? now }

    /// An answer begins. Returns whether the connection must end with it, for the request it answers is still on its way.
    mutating func answerBegins() -> Bool {
        isAnswering = true
        return isInterrupting
    }

    /// An answer is complete.
    mutating func answerEnds(at now: NIODeadline) -> Next {
        let next: Next = isInterrupting ? .finish : .goOn
        isAnswering = false
        isOpenEnded = false
        unanswered -= 1
        since = now
        if headBegan != nil { headBegan = now }
        return next
    }

    /// Nothing more is read or answered.
    mutating func end(at now: NIODeadline) {
        isOver = true
        since = now
    }

    private var isInterrupting: Bool { unanswered == 1 && isReading }
}

extension TimeAmount {
    /// So many seconds, whole or not.
    init(fractional seconds: Double) { self = .nanoseconds(Int64(seconds * 1_000_000_000)) }
}
