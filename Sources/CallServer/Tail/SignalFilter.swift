import CallSignaling

/// Which signals are shown. What is not given lets all through.
struct SignalFilter: Sendable, Hashable {
    /// Only of this church.
    var church: ChurchID?
    /// Only of the call whose id begins so; upper or lower case.
    var callPrefix: String?
    /// Only those that name this member or came to him.
    var member: MemberID?

    /// Whether `signal` is shown. Presence never is: it is no signal.
    func admits(_ signal: ReceivedSignal) -> Bool {
        switch signal.topic {
        case .presence, .engagement, .settings: return false
        default: break
        }
        if let church, signal.churchID != church { return false }
        if let callPrefix, signal.callID?.lowercased().hasPrefix(callPrefix.lowercased()) != true { return false }
        if let member, !signal.members.contains(member.rawValue) { return false }
        return true
    }

    /// The narrowest topic filters (MQTT 5, 4.7) that let through all it admits.
    var topicFilters: [String] {
        let church = church?.rawValue ?? "+"
        let call = callPrefix.flatMap { CallID(validating: $0) }?.rawValue ?? "+"
        return ["\(Topic.root)/\(church)/member/+/+", "\(Topic.root)/\(church)/call/\(call)/+"]
    }
}
