import CallSignaling
import MQTT

/// What load a bench puts on a deployment.
struct LoadPlan: Sendable {
    /// When calls begin.
    enum Arrivals: Sendable, Equatable {
        /// Each group begins its next call when the last one is over.
        case closed
        /// So many calls a second, at random instants (a Poisson process), whether or not earlier ones are over.
        case open(rate: Double)
    }

    /// Church of the members.
    var church: ChurchID
    /// How the members' ids begin.
    var prefix: String
    /// One token a member; the first group has the first ones, its caller first.
    var tokens: [String]
    /// Members called at once.
    var callees = 1
    /// Whether each member listens by himself, on an MQTT connection of his own, instead of one observer for all.
    var hasPhones = false
    /// When calls begin.
    var arrivals = Arrivals.closed
    /// Seconds at the start that are not counted.
    var warmUp = 0.0
    /// Seconds that are counted.
    var seconds = 10.0

    /// How many groups there are.
    var groups: Int { tokens.count / (callees + 1) }

    /// The members of a group, its caller first.
    func members(of group: Int) -> [MemberID] {
        (0...callees).map { MemberID("\(prefix)\(group * (callees + 1) + $0)") }
    }

    /// The tokens of a group, its caller's first.
    func tokens(of group: Int) -> ArraySlice<String> { tokens[(group * (callees + 1))..<((group + 1) * (callees + 1))] }
}

extension LoadPlan {
    /// The members as MQTT clients: each logs in with his token and hears his own topics.
    func phones(_ broker: BrokerOptions) throws -> [MQTTFleet.Member] {
        try tokens.enumerated().map { number, token in
            let member = MemberID("\(prefix)\(number)")
            var configuration = MQTTConfiguration(
                host: broker.host, port: broker.port, clientID: "\(church)-\(member)", username: member.rawValue, password: token,
                tls: broker.tls.map(TLSOptions.init))
            configuration.keepAliveSeconds = 60
            let topics = [Topic.incomingCall(church, member), .callStatus(church, member)]
            return MQTTFleet.Member(configuration: configuration, filters: try topics.map { try TopicFilter(validating: $0.name) })
        }
    }
}
