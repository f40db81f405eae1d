import CallSignaling

/// Body of `/api/broker-token`.
struct BrokerTokenBody: Decodable {
    /// How rights are written down.
    enum Format: String, CaseIterable {
        /// A list of rules: EMQX 5.5 and later.
        case rules
        /// Lists of topics by action: EMQX before 5.5.
        case lists
    }

    /// Most calls that a token can be for.
    static let mostCalls = 16

    /// What the client will call itself; nil leaves that to us.
    var clientID: String?
    /// Calls whose topics it is to hear.
    var calls: [CallID] = []
    var format = Format.rules

    /// All that is left out.
    init() {}

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        clientID = try fields.rendered("client_id")
        calls = try fields.calls("call_ids", limit: Self.mostCalls)
        format = try fields.choice("acl_format", of: Format.self) ?? .rules
    }
}
