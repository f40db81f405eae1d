import CallSignaling

extension Principal {
    /// Whether he may do `action` with `topic`, a topic's name or, to subscribe and unsubscribe, a filter.
    ///
    /// Everything that is not listed here is refused. Who takes part in a call is not asked: whoever knows the call's id, which is
    /// random and told to its participants only, may hear it, within the church (docs/decisions/0017).
    public func access(to topic: String, for action: TopicAction) -> AccessDecision {
        if topic.utf8.elementsEqual(everyPresence.utf8) || topic.utf8.elementsEqual(everyEngagement.utf8) {
            return action == .subscribe || action == .unsubscribe ? .allowed : .denied(.wildcard)
        }
        // Compared with its own spelling, for `Topic` forgives some: a call's id in upper case, and what Unicode calls equivalent.
        guard let known = Topic(name: topic), known.name.utf8.elementsEqual(topic.utf8) else { return .denied(reason(against: topic)) }
        guard known.churchID == churchID else { return .denied(.foreignChurch) }
        if let owner = known.inboxOwner, owner != memberID { return .denied(.foreignMember) }
        guard case .publish(let publication) = action else { return .allowed }
        return access(to: known, publishing: publication)
    }

    /// Whether `filter`, which a member may subscribe to, is one of very many: a call's topic, or somebody's presence.
    public static func isOneOfMany(_ filter: String) -> Bool {
        switch Topic(name: filter) {
        case .signal, .participants, .presence, .engagement: true
        case .incomingCall, .callStatus, .webRTC, .settings, nil: false
        }
    }

    /// The filter of all presences of his church: one of the two wildcards there are.
    var everyPresence: String { "\(Topic.root)/\(churchID)/presence/+" }

    /// The filter of who is in a call in his church: the other.
    var everyEngagement: String { "\(Topic.root)/\(churchID)/presence/+/call" }

    private func access(to topic: Topic, publishing publication: TopicAction.Publication) -> AccessDecision {
        if case .bytes(let payload) = publication.content, payload.count > TopicAction.maximumPayload { return .denied(.tooLong) }
        switch topic {
        case .presence(_, let member):
            return member == memberID ? .allowed : .denied(.foreignMember)
        case .signal(_, let call):
            guard !publication.isRetained else { return .denied(.retained) }
            switch publication.content {
            case .bytes(let payload):
                return RingingAcknowledgement.matches(payload, call: call, callee: memberID) ? .allowed : .denied(.forged)
            case .unseen: return .denied(.unseen)
            case .vouchedFor: return .allowed
            }
        case .incomingCall, .callStatus, .participants, .engagement, .webRTC, .settings:
            return .denied(.serviceOnly)
        }
    }

    private func reason(against topic: String) -> Denial {
        topic.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") } ? .wildcard : .unknownTopic
    }
}

extension Topic {
    /// Whose eyes alone it is for.
    fileprivate var inboxOwner: MemberID? {
        switch self {
        case .incomingCall(_, let member), .callStatus(_, let member), .webRTC(_, let member): member
        case .signal, .participants, .presence, .engagement, .settings: nil
        }
    }
}
