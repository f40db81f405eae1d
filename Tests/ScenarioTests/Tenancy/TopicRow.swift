import CallSignaling

/// What is done with a topic: the rows of the matrix of topics, for each topic.
enum TopicUse: String, CaseIterable {
    case subscribe, publish
    case retain = "publish retained"
}

/// What becomes of it.
enum TopicCell: String {
    case allowed
    /// The broker says no, and nothing comes of it.
    case refused
    /// The broker says yes, and nothing comes of it: mosquitto asks the accounts' access file only when messages pass.
    case ignored = "no effect"
    /// He cannot connect.
    case notLetIn = "not let in"
    /// It is published, but not kept.
    case notKept = "not retained"
    /// The broker says no, and publishes it.
    case leaked
}

extension TopicTemplate {
    /// What should become of it. A new topic does not compile until it is decided who may use it.
    func expected(_ use: TopicUse, by client: BrokerClient) -> TopicCell {
        let allowed =
            switch use {
            case .subscribe: hearers
            case .publish: publishers
            case .retain: retainers
            }
        if allowed.contains(client) { return .allowed }
        switch client {
        case .nobody: return .notLetIn
        case .service, .observer, .bridge: return use == .subscribe ? .ignored : .refused
        case .own, .stranger, .otherChurch, .admin, .otherAdmin: return .refused
        }
    }

    private var hearers: Set<BrokerClient> {
        switch self {
        case .incomingCall, .callStatus, .webRTC: [.own, .service, .observer, .bridge]
        case .settings: [.own, .stranger, .admin, .observer, .bridge]
        case .signal: [.own, .stranger, .admin, .service, .observer, .bridge]
        case .participants: [.own, .stranger, .admin, .service, .observer, .bridge]
        case .presence, .engagement: [.own, .stranger, .admin, .service, .observer, .bridge]
        }
    }

    private var publishers: Set<BrokerClient> {
        switch self {
        case .incomingCall, .callStatus, .participants, .engagement, .webRTC, .settings: [.service, .bridge]
        case .signal: [.own, .stranger, .admin, .service, .bridge]
        case .presence: [.own, .bridge]
        }
    }

    private var retainers: Set<BrokerClient> {
        switch self {
        case .incomingCall, .callStatus, .signal, .participants, .engagement, .webRTC, .settings: [.service, .bridge]
        case .presence: [.own, .bridge]
        }
    }

    /// A payload as `member` would publish it, the most harmless there is; `moment` tells it from others.
    func payload(_ scene: TopicScene, by member: String, at moment: String) -> String {
        switch self {
        case .incomingCall: #"{"type":"call_invite","call_id":"\#(scene.callID)","timestamp":"\#(moment)"}"#
        case .callStatus: #"{"type":"call_end","call_id":"\#(scene.callID)","timestamp":"\#(moment)"}"#
        case .signal:
            #"{"type":"call_ringing","call_id":"\#(scene.callID)","timestamp":"\#(moment)","callee_id":"\#(member)","callee_name":""}"#
        case .participants: #"{"type":"participant_left","call_id":"\#(scene.callID)","timestamp":"\#(moment)"}"#
        case .settings: #"{"type":"config_changed","version":"1","timestamp":"\#(moment)"}"#
        case .engagement: #"{"type":"member_in_call","in_call":true,"timestamp":"\#(moment)"}"#
        case .webRTC: #"{"type":"webrtc_offer","call_id":"\#(scene.callID)","timestamp":"\#(moment)"}"#
        case .presence: #"{"online":true,"last_seen":"\#(moment)"}"#
        }
    }

    /// The topic of the scene's call, or of its member `own`.
    func name(in scene: TopicScene) -> String {
        address.replacing("{church_id}", with: scene.church).replacing("{member_id}", with: Scene.caller)
            .replacing("{call_id}", with: scene.callID)
    }
}
