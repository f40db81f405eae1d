import FoundationEssentials
import TopicAccess

/// Answer of the hooks, in EMQX's words.
struct BrokerVerdict: AnswerBody, Hashable {
    enum Result: String, Encodable, Sendable {
        case allow, deny
        /// Another of the broker's ways is to decide.
        case ignore
    }

    let result: Result
    /// Nobody is above the rules.
    private var isSuperuser: Bool?
    /// What the broker is to keep with the connection.
    private(set) var attributes: [String: String]?
    /// When the broker is to end the connection, seconds since 1970.
    private(set) var expiry: Int?
    /// Why it is refused, for whoever reads the broker's traces.
    private(set) var reason: String?

    enum CodingKeys: String, CodingKey {
        case result, reason
        case isSuperuser = "is_superuser"
        case attributes = "client_attrs"
        case expiry = "expire_at"
    }

    private init(_ result: Result) { self.result = result }

    static let ignored = BrokerVerdict(.ignore)
    static let allowed = BrokerVerdict(.allow)

    static func denied(_ why: Denial) -> BrokerVerdict {
        var verdict = BrokerVerdict(.deny)
        verdict.reason = why.rawValue
        return verdict
    }

    /// Lets somebody in, with what the broker is to keep.
    static func admitted(pass: String, until expiry: Date) -> BrokerVerdict {
        var verdict = BrokerVerdict(.allow)
        verdict.isSuperuser = false
        verdict.attributes = [BrokerPass.attribute: pass]
        verdict.expiry = Int(expiry.timeIntervalSince1970)
        return verdict
    }
}
