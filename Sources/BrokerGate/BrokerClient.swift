/// A client's connection, as the broker knows it.
public struct BrokerClient: Sendable {
    /// Identifies one connection while it lives; the broker uses it again for another afterwards.
    public struct Key: Hashable, Sendable {
        private let address: UInt

        /// The key of the connection at `address`.
        public init(_ address: UInt) { self.address = address }
    }

    /// How a client reaches the broker.
    public enum Transport: Hashable, Sendable {
        /// MQTT on a socket of its own.
        case plain
        /// MQTT over WebSocket.
        case webSocket
    }

    /// What becomes of what it has subscribed to, and of messages that wait for it.
    public enum Session: Hashable, Sendable {
        /// It begins and ends with the connection.
        case passing
        /// It may outlive the connection, but is begun anew.
        case begun
        /// It may outlive the connection, and what was left behind under the client id is taken up.
        case resumed
    }

    /// Which connection.
    public let key: Key
    /// The id it chose, or was given.
    public let clientID: String
    /// The user name it sent.
    public let userName: String?
    /// How it came.
    public let transport: Transport
    /// What its session is.
    public let session: Session

    /// Whether its session may outlive the connection.
    public var keepsSession: Bool { session != .passing }

    /// A client.
    public init(key: Key, clientID: String, userName: String?, transport: Transport, session: Session = .passing) {
        self.key = key
        self.clientID = clientID
        self.userName = userName
        self.transport = transport
        self.session = session
    }
}
