import CallControl
public import CallSignaling
import Foundation

extension MemberID: ExpressibleByStringLiteral {
    /// An id for a test.
    public init(stringLiteral value: String) { self.init(value) }
}

extension ChurchID: ExpressibleByStringLiteral {
    /// An id for a test.
    public init(stringLiteral value: String) { self.init(value) }
}

extension DeviceID: ExpressibleByStringLiteral {
    /// An id for a test.
    public init(stringLiteral value: String) { self.init(value) }
}

extension CommunityID: ExpressibleByStringLiteral {
    /// An id for a test.
    public init(stringLiteral value: String) { self.init(value) }
}

/// Calls to store.
enum Sample {
    static let noon = Date(timeIntervalSince1970: 1_767_268_800)

    static func after(_ seconds: Double) -> Date { noon.addingTimeInterval(seconds) }

    static func newID() -> CallID { CallID(UUID().uuidString.lowercased()) }

    /// A request of `member`, named `key`.
    static func request(_ key: String, of member: MemberID = "ann", fingerprint: String = "f") -> KeyedRequest {
        KeyedRequest(RequestKey(key, of: member), fingerprint: fingerprint)
    }

    /// A new call and its signals.
    static func call(
        _ caller: MemberID = "ann", calling callees: [MemberID] = ["bob"], busy: [MemberID] = [], in church: ChurchID = "grace",
        type: CallType = .voice, at date: Date = noon, id: CallID = newID(), request: KeyedRequest? = nil
    ) throws -> Change {
        let invitees = callees.map { Invitee(Member(id: $0, name: "Name of \($0)"), isEngaged: busy.contains($0)) }
        let draft = CallDraft(
            id: id, churchID: church, type: type, caller: Member(id: caller, name: "Name of \(caller)"), callees: invitees,
            request: request)
        let (call, signals) = Call.start(draft, at: date)
        return Change(call: call, outbox: try signals.map { try OutboxEntry($0) })
    }
}

/// A call as it is to be stored, with the signals of that change.
struct Change: Sendable {
    let call: Call
    let outbox: [OutboxEntry]

    /// The change that `event` makes to this call.
    func after(_ event: CallEvent, at date: Date = Sample.after(1), for request: KeyedRequest? = nil) throws -> Change {
        var call = call
        let signals = try call.handle(event, at: date, for: request)
        return Change(call: call, outbox: try signals.map { try OutboxEntry($0) })
    }
}

extension CallRepository {
    /// Stores a new call.
    @discardableResult
    func insert(_ change: Change) async throws -> Change {
        try await insert(change.call, outbox: change.outbox)
        return change
    }

    /// Stores a changed call in place of `old`.
    func replace(_ old: Change, with new: Change) async throws -> Bool {
        try await replace(new.call, expecting: old.call.version, knowing: old.call, appending: new.outbox, after: [])
    }

    /// Lets `event` happen to a stored call.
    @discardableResult
    func apply(
        _ event: CallEvent, to old: Change, at date: Date = Sample.after(1), for request: KeyedRequest? = nil
    ) async throws -> Change {
        let new = try old.after(event, at: date, for: request)
        guard try await replace(old, with: new) else { throw StaleChange() }
        return new
    }

    /// A call that was answered at its making and ended `seconds` later.
    @discardableResult
    func insertEnded(_ change: Change, after seconds: Double) async throws -> Change {
        let start = change.call.initiatedAt
        let callee = Party(change.call.callees[1].id)
        let answered = try await apply(.accept(callee), to: try await insert(change), at: start)
        return try await apply(.end(callee, .normal), to: answered, at: start.addingTimeInterval(seconds))
    }
}

/// A test's own change came too late.
struct StaleChange: Error {}
