import MQTT

/// Who connects to the broker, seen from the member or the call a topic is about: the columns of the matrix of topics.
enum BrokerClient: String, CaseIterable {
    case own, stranger, otherChurch, admin, otherAdmin, service, observer, bridge, nobody

    /// The column's heading.
    var title: String {
        switch self {
        case .own: "own"
        case .stranger: "same-church stranger"
        case .otherChurch: "other church"
        case .admin: "admin"
        case .otherAdmin: "other church's admin"
        case .service: "service"
        case .observer: "observer"
        case .bridge: "bridge"
        case .nobody: "no token"
        }
    }

    /// The member whose token he has; nil for accounts of the broker, and for nobody.
    func member(in scene: TopicScene) -> (id: String, church: String)? {
        switch self {
        case .own: (Scene.caller, scene.church)
        case .stranger: (Scene.stranger, scene.church)
        case .otherChurch: (Scene.caller, scene.otherChurch)
        case .admin: (Scene.admin, scene.church)
        case .otherAdmin: (Scene.admin, scene.otherChurch)
        case .service, .observer, .bridge, .nobody: nil
        }
    }

    /// User name and password.
    func credentials(_ scene: TopicScene) async throws -> (name: String, password: String)? {
        switch self {
        case .own, .stranger, .otherChurch:
            guard let member = member(in: scene) else { return nil }
            return (member.id, try await Tokens.mint(member: member.id, church: member.church))
        case .admin, .otherAdmin:
            guard let member = member(in: scene) else { return nil }
            return (member.id, try await Tokens.mint(admin: member.id, church: member.church))
        case .service: return (PluginBroker.service, PluginBroker.password)
        case .observer, .bridge: return (rawValue, PluginBroker.password)
        case .nobody: return nil
        }
    }
}

/// The churches and the call that the topics of the matrix are about.
struct TopicScene: Sendable {
    let church: String
    let otherChurch: String
    let callID: String
}
