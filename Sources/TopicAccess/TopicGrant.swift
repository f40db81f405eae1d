public import CallSignaling

/// Something that a member may do, written down beforehand, for brokers that hold topics against lists.
///
/// Lists know neither payloads nor which call ids are unguessable, so they have less than `Principal.access(to:for:)` allows, never more.
public struct TopicGrant: Hashable, Sendable {
    /// What may be done.
    public enum Action: String, Hashable, Sendable {
        /// Hear it.
        case subscribe
        /// Publish there.
        case publish
    }

    /// What may be done.
    public let action: Action
    /// The one filter, or the one topic.
    public let filter: String
    /// For publishing: whether retained messages too.
    public let mayRetain: Bool
}

extension Principal {
    /// What he may do, `calls` being those whose topics he is to hear. With `publishesRinging` he may publish on their `signal` too, whatever it
    /// says: only for brokers that look at payloads by other ways.
    public func grants(hearing calls: [CallID], publishesRinging: Bool) -> [TopicGrant] {
        let inboxes = [Topic.incomingCall(churchID, memberID), .callStatus(churchID, memberID), .webRTC(churchID, memberID)]
        var grants = (inboxes + [.settings(churchID)]).map(Self.hearing)
        grants += [everyPresence, everyEngagement].map { TopicGrant(action: .subscribe, filter: $0, mayRetain: false) }
        grants.append(TopicGrant(action: .publish, filter: Topic.presence(churchID, memberID).name, mayRetain: true))
        for call in calls {
            grants += [Topic.signal(churchID, call), .participants(churchID, call)].map(Self.hearing)
            guard publishesRinging else { continue }
            grants.append(TopicGrant(action: .publish, filter: Topic.signal(churchID, call).name, mayRetain: false))
        }
        return grants
    }

    private static func hearing(_ topic: Topic) -> TopicGrant {
        TopicGrant(action: .subscribe, filter: topic.name, mayRetain: false)
    }
}
