import CallSignaling
import FoundationEssentials
import TopicAccess

/// Who reads a stream, and what he is to hear.
struct EventListener: Sendable {
    /// Most calls whose topics one member hears at once.
    static let mostCalls = 16

    /// Who he is at the broker, by whose rules he hears.
    let principal: Principal
    /// Whether he hears all of his church, as an administrator.
    let hearsChurch: Bool
    /// When his token ends.
    let expiry: Date
    /// When the stream ends in any case; nil where it goes on.
    let until: Date?
    /// His calls: what is said to him of a call makes it his.
    var calls = HeardCalls()

    init(_ principal: Principal, hearsChurch: Bool, expiry: Date, until: Date?) {
        self.principal = principal
        self.hearsChurch = hearsChurch
        self.expiry = expiry
        self.until = until
    }

    /// Whether an event is for him, by the rules of the broker, and of a call's topics those of his calls alone.
    func hears(_ event: StreamEvent) -> Bool {
        guard !hearsChurch else { return true }
        guard principal.access(to: event.topic.name, for: .receive).isAllowed else { return false }
        switch event.topic {
        case .signal(_, let call), .participants(_, let call): return calls.include(call, at: event.position.number)
        case .incomingCall, .callStatus, .webRTC: return true
        case .presence, .engagement, .settings: return false
        }
    }

    /// Takes note of what an event says of himself: what follows on the topics of a call that he has left is not his to hear, until he is in it again.
    mutating func note(_ event: StreamEvent) {
        guard let call = event.callID, let (member, isIn) = event.attendance, member == principal.memberID else { return }
        calls.left[call] = isIn ? nil : event.position.number
    }
}

/// The calls whose topics are somebody's to hear.
struct HeardCalls: Sendable {
    /// The latest last.
    private(set) var all: [CallID] = []
    /// Up to which event those that he has left are his.
    var left: [CallID: Int] = [:]

    /// Whether event `number` on the topics of `call` is his to hear.
    func include(_ call: CallID, at number: Int) -> Bool { all.contains(call) && number <= left[call] ?? .max }

    /// Takes another one in; the one longest unheard of is forgotten where there are many.
    mutating func take(_ call: CallID) {
        guard all.last != call else { return }
        all.removeAll { $0 == call }
        all.append(call)
        if all.count > EventListener.mostCalls { left[all.removeFirst()] = nil }
    }
}
