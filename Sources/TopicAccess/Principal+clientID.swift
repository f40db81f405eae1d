extension Principal {
    /// What an app's client id begins with; his member id, a hyphen and what tells his phones apart follow (CONTRACT, MQTT).
    static let appPrefix = "ff-call-"
    /// What the service's own client ids begin with.
    static let servicePrefix = "faithflow-calls"
    /// Longest client id, bytes.
    static let maximumClientIDLength = 256

    /// Whether he may connect as `clientID`: a broker that is given the id of a connected client ends the other's connection.
    ///
    /// Ids in the form of apps must name himself. Of other ids printable ASCII will do, except the service's. As member ids and what follows may
    /// have hyphens, `ff-call-a-b-17` is in the form of both `a` and `a-b`: so an id that somebody else has at the moment must be refused besides.
    public func mayConnect(as clientID: String) -> Bool {
        let bytes = clientID.utf8
        guard !bytes.isEmpty, bytes.count <= Self.maximumClientIDLength, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        guard bytes.starts(with: Self.appPrefix.utf8) else { return !bytes.starts(with: Self.servicePrefix.utf8) }
        return hasOwnForm(clientID)
    }

    /// An id in the form of apps that nobody has.
    public func newClientID() -> String { "\(Self.appPrefix)\(memberID)-\(String(UInt64.random(in: .min ... .max), radix: 36))" }

    /// Whether `clientID` is in the form of apps and names himself: all that he may connect as where nobody can tell who has which id.
    public func hasOwnForm(_ clientID: String) -> Bool {
        let bytes = clientID.utf8
        guard bytes.count <= Self.maximumClientIDLength, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        let own = "\(Self.appPrefix)\(memberID)-".utf8
        return bytes.starts(with: own) && bytes.count > own.count
    }
}
