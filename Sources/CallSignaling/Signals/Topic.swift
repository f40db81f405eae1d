/// Where a signal is published (CONTRACT, MQTT). Names are those of `TopicTemplate`.
public enum Topic: Hashable, Sendable {
    /// A member's invites.
    case incomingCall(ChurchID, MemberID)
    /// What a member must not miss of his calls.
    case callStatus(ChurchID, MemberID)
    /// Everything about one call.
    case signal(ChurchID, CallID)
    /// Who is in a call, and how.
    case participants(ChurchID, CallID)
    /// Whether a member is online; retained, published by his app.
    case presence(ChurchID, MemberID)
    /// Whether a member is in a call; retained, published by the service where it is configured.
    case engagement(ChurchID, MemberID)
    /// What others in a call tell a member about the media between them.
    case webRTC(ChurchID, MemberID)
    /// Which settings hold for clients; retained, published by the service where it has any.
    case settings(ChurchID)

    /// First level of every topic.
    public static let root = TopicTemplate.root

    /// The topic's name.
    public var name: String {
        switch self {
        case .incomingCall(let church, let member), .callStatus(let church, let member), .presence(let church, let member),
            .engagement(let church, let member), .webRTC(let church, let member):
            template.name(in: church.rawValue, of: member.rawValue)
        case .signal(let church, let call), .participants(let church, let call):
            template.name(in: church.rawValue, of: call.rawValue)
        case .settings(let church): template.name(in: church.rawValue, of: "")
        }
    }

    /// The tenant.
    public var churchID: ChurchID {
        switch self {
        case .incomingCall(let church, _), .callStatus(let church, _), .signal(let church, _), .participants(let church, _),
            .presence(let church, _), .engagement(let church, _), .webRTC(let church, _), .settings(let church):
            church
        }
    }

    /// What kind of topic it is.
    public var template: TopicTemplate {
        switch self {
        case .incomingCall: .incomingCall
        case .callStatus: .callStatus
        case .signal: .signal
        case .participants: .participants
        case .presence: .presence
        case .engagement: .engagement
        case .webRTC: .webRTC
        case .settings: .settings
        }
    }

    /// Filter of every call's signals in every church: where apps publish `call_ringing`.
    public static let everySignal = TopicTemplate.signal.name(in: "+", of: "+")

    /// Filter of every member's presence in every church.
    public static let everyPresence = TopicTemplate.presence.name(in: "+", of: "+")

    /// Filter of who is in a call, in every church.
    public static let everyEngagement = TopicTemplate.engagement.name(in: "+", of: "+")

    /// Filter of all topics of `church`, or of all churches.
    public static func everything(in church: ChurchID? = nil) -> String { "\(root)/\(church?.rawValue ?? "+")/#" }

    /// The topic of `name`; nil if it is none of ours.
    public init?(name: some StringProtocol) {
        let levels = String(name).split(separator: "/" as Character, maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard levels.count >= 3, levels[0] == Self.root, let church = ChurchID(validating: levels[1]) else { return nil }
        if levels.count == 3 {
            guard levels[2] == TopicTemplate.settings.collection else { return nil }
            self = .settings(church)
            return
        }
        let ending = levels.count > 4 ? "/\(levels[4])" : ""
        let template = TopicTemplate.allCases.first { $0.hasSubject && $0.collection == levels[2] && $0.ending == ending }
        guard let template, let topic = Self.topic(template, church, levels[3]) else { return nil }
        self = topic
    }

    private static func topic(_ template: TopicTemplate, _ church: ChurchID, _ subject: String) -> Topic? {
        switch template {
        case .incomingCall: MemberID(validating: subject).map { .incomingCall(church, $0) }
        case .callStatus: MemberID(validating: subject).map { .callStatus(church, $0) }
        case .signal: CallID(validating: subject).map { .signal(church, $0) }
        case .participants: CallID(validating: subject).map { .participants(church, $0) }
        case .presence: MemberID(validating: subject).map { .presence(church, $0) }
        case .engagement: MemberID(validating: subject).map { .engagement(church, $0) }
        case .webRTC: MemberID(validating: subject).map { .webRTC(church, $0) }
        case .settings: nil
        }
    }
}
