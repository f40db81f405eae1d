/// The versions of MQTT the client speaks.
public enum ProtocolVersion: Sendable, Equatable, CustomStringConvertible {
    /// MQTT 3.1.1 (OASIS 2014), without properties and reason codes.
    case v311
    /// MQTT 5 (OASIS 2019).
    case v5

    /// The version's number.
    public var description: String {
        switch self {
        case .v311: "3.1.1"
        case .v5: "5"
        }
    }
}
