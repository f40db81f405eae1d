/// What `/readyz` says.
public struct ReadinessReport: Hashable, Sendable, Encodable {
    /// In all.
    public enum Status: String, Sendable, Encodable {
        /// All is well.
        case ready
        /// Something optional is down.
        case degraded
        /// Something required is down.
        case unavailable
    }

    /// One dependency.
    public struct Dependency: Hashable, Sendable, Encodable {
        /// Up or down.
        public enum Status: String, Sendable, Encodable {
            case up, down
        }

        /// Up or down.
        public let status: Status
        /// What is wrong, free of secrets.
        public let detail: String?
    }

    /// In all.
    public let status: Status
    /// By name.
    public let dependencies: [String: Dependency]
}
