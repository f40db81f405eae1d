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
    /// His calls, the latest last: what is said to him of a call makes it his.
    private(set) var calls: [CallID] = []

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
        case .signal(_, let call), .participants(_, let call): return calls.contains(call)
        case .incomingCall, .callStatus, .webRTC: return true
        case .presence, .engagement, .settings: return false
        }
    }

    /// Takes note of a call of his; the one longest unheard of is forgotten where there are many.
    mutating func take(_ call: CallID) {
        guard calls.last != call else { return }
        calls.removeAll { $0 == call }
        calls.append(call)
        if calls.count > Self.mostCalls { calls.removeFirst() }
    }
}
