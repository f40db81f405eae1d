import CallSignaling
import Foundation
import Testing

/// A call as a test tells it: one event after the other, on a clock that stands still in between.
///
/// Every step also checks that signals are numbered without a gap and that `version` counts the changes.
struct Story {
    /// When every story begins.
    static let beginning = Date(timeIntervalSinceReferenceDate: 800_000_000)

    private(set) var call: Call
    private(set) var now = Story.beginning
    private(set) var sent: [Signal]

    /// Ann calls; `engaged` are busy elsewhere.
    init(
        _ type: CallType = .voice, to callees: [MemberID] = [.bob], engaged: Set<MemberID> = [], from device: Device = .anonymous,
        community: Community? = nil, timeouts: CallTimeouts = CallTimeouts()
    ) {
        let draft = CallDraft(
            id: .story, churchID: .grace, type: type, caller: Member(.ann), device: device,
            callees: callees.map { Invitee(Member($0), isEngaged: engaged.contains($0)) }, community: community, mediaURL: "wss://media",
            timeouts: timeouts)
        (call, sent) = Call.start(draft, at: now)
        #expect(sent.map(\.seq) == Array(1...sent.count))
    }

    /// What the last step sent, a line each.
    var lines: [String] { sent.map(\.line) }

    /// Lets an event happen; returns what it sends, a line each.
    @discardableResult
    mutating func handle(_ event: CallEvent, sourceLocation: SourceLocation = #_sourceLocation) throws(CallConflict) -> [String] {
        let before = call
        sent = try call.handle(event, at: now)
        #expect(call.version == before.version + (call == before ? 0 : 1), sourceLocation: sourceLocation)
        #expect(sent.map(\.seq) == Array(before.seq..<call.seq).map { $0 + 1 }, sourceLocation: sourceLocation)
        return lines
    }

    /// Lets several events happen; returns what the last one sends.
    @discardableResult
    mutating func handle(_ events: [CallEvent], sourceLocation: SourceLocation = #_sourceLocation) throws(CallConflict) -> [String] {
        for event in events { try handle(event, sourceLocation: sourceLocation) }
        return lines
    }

    /// Why `event` is refused; nil if it is not. The call must stay as it was.
    func conflict(_ event: CallEvent, sourceLocation: SourceLocation = #_sourceLocation) -> CallConflict? {
        var copy = call
        do throws(CallConflict) {
            _ = try copy.handle(event, at: now)
            return nil
        } catch {
            #expect(copy == call, sourceLocation: sourceLocation)
            return error
        }
    }

    /// Whether `event` is let through without changing or telling anything.
    func ignores(_ event: CallEvent) throws(CallConflict) -> Bool {
        var copy = call
        return try copy.handle(event, at: now).isEmpty && copy == call
    }

    /// Lets time pass.
    mutating func wait(_ seconds: Double) { now = now.addingTimeInterval(seconds) }

    /// Lets time pass up to the call's deadline, and the deadline with it.
    @discardableResult
    mutating func waitForDeadline(sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
        now = try #require(call.deadline, sourceLocation: sourceLocation)
        return try handle(.deadlinePassed, sourceLocation: sourceLocation)
    }

    /// Where `member` stands.
    func state(of member: MemberID) -> ParticipantState? { call.participant(member)?.state }

    /// Seconds until the call's deadline; nil when it is over.
    var secondsLeft: Double? { call.deadline.map { $0.timeIntervalSince(now) } }

    /// Status and reason of the end.
    var outcome: String { "\(call.status.rawValue)/\(call.endReason?.rawValue ?? "-")" }
}

extension Story {
    /// Bob has answered Ann, nobody is in yet.
    static func answered(_ type: CallType = .voice) throws -> Story {
        var story = Story(type)
        try story.handle(.accept(.bob))
        return story
    }

    /// Ann and Bob talk.
    static func active(_ type: CallType = .voice) throws -> Story {
        var story = try Story.answered(type)
        try story.handle([.connected(.bob), .connected(.ann)])
        return story
    }

    /// Ann and Bob talk, Cid rings.
    static func activeGroup() throws -> Story {
        var story = Story(to: [.bob, .cid])
        try story.handle([.accept(.bob), .connected(.ann), .connected(.bob)])
        return story
    }
}
