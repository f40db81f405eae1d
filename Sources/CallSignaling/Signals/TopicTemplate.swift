/// Every kind of topic there is, and how its name is made: the one table of topics. `topics/asyncapi.yaml` is held to it.
///
/// A name has a church, what the topic is about, and where there is more than one topic about it, which of them: `faithflow/{church_id}/call/{call_id}/signal`.
public enum TopicTemplate: String, CaseIterable, Sendable {
    case incomingCall, callStatus, signal, participants, presence, engagement, webRTC, settings

    /// First level of every topic.
    static let root = "faithflow"

    /// The names with places for ids, written as in AsyncAPI.
    public var address: String { name(in: "{church_id}", of: collection == "call" ? "{call_id}" : "{member_id}") }

    /// Filter of all topics of this kind.
    public var everyName: String { name(in: "+", of: "+") }

    /// The name of the topic of `subject`, a member or a call, in `church`.
    func name(in church: String, of subject: String) -> String {
        hasSubject ? "\(Self.root)/\(church)/\(collection)/\(subject)\(ending)" : "\(Self.root)/\(church)/\(collection)"
    }

    /// Whether it is about somebody or a call, and not about the church as a whole.
    var hasSubject: Bool { self != .settings }

    /// The level before the subject, or the last.
    var collection: String {
        switch self {
        case .incomingCall, .callStatus, .webRTC: "member"
        case .signal, .participants: "call"
        case .presence, .engagement: "presence"
        case .settings: "config"
        }
    }

    /// The level after it, with its separator; empty where there is none.
    var ending: String {
        switch self {
        case .incomingCall: "/incoming_call"
        case .callStatus: "/call_status"
        case .signal: "/signal"
        case .participants: "/participants"
        case .presence, .settings: ""
        case .engagement: "/call"
        case .webRTC: "/webrtc"
        }
    }
}
