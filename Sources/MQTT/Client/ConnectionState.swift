/// Where the client stands with its broker.
public enum ConnectionState: Sendable, Equatable {
    /// Not started.
    case idle
    /// An attempt is under way; `attempt` counts from 1 since the last connection.
    case connecting(attempt: Int)
    /// The broker accepted the connection.
    case connected(version: ProtocolVersion)
    /// Not connected because of `reason`; the next attempt comes at `until`.
    case waiting(until: ContinuousClock.Instant, reason: MQTTError)
    /// Closed for good.
    case closed

    /// Whether the broker accepted the connection and it stands.
    public var isConnected: Bool {
        if case .connected = self { true } else { false }
    }
}
