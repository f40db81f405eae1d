/// What went wrong in the MQTT client. Never holds a password or a payload.
public struct MQTTError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure, for code to decide on.
    public enum Code: String, Sendable, CaseIterable {
        /// A topic name breaks the rules of MQTT.
        case invalidTopic
        /// A topic filter breaks the rules of MQTT.
        case invalidFilter
        /// A property or string of a message cannot be sent.
        case invalidMessage
        /// A value of the configuration cannot be used.
        case invalidConfiguration
        /// `start` was called twice.
        case alreadyStarted
        /// The operating system or the C library lacked a resource: thread, descriptor, memory.
        case resourceFailed
        /// The broker's name did not resolve or no connection came about.
        case connectFailed
        /// The broker did not finish the connection within the configured time.
        case connectTimeout
        /// The broker answered the connection with a refusal; see `reasonCode`.
        case connectionRefused
        /// TLS failed: certificate not trusted, wrong server name, unreadable file.
        case tlsFailed
        /// The connection broke.
        case connectionLost
        /// The broker stopped answering pings.
        case keepAliveTimeout
        /// The broker ended the connection; see `reasonCode`.
        case disconnectedByBroker
        /// The broker did not accept the message; see `reasonCode`.
        case publishRefused
        /// The broker did not accept a filter; see `reasonCode`.
        case subscribeRefused
        /// The message is larger than the broker or the protocol allows.
        case messageTooLarge
        /// `queueLimit` messages wait already.
        case queueFull
        /// The message waited longer than `OutagePolicy.fail` allows, and was not sent.
        case overdue
        /// The waiting task was cancelled.
        case cancelled
        /// The client is closed.
        case closed
    }

    /// The kind of failure.
    public let code: Code
    /// For people: what happened, in a few words.
    public let message: String
    /// The broker's reason code, when it gave one (MQTT 5 section 2.4).
    public let reasonCode: UInt8?

    /// An error of this kind; public so that fakes of a publisher can make one.
    public init(_ code: Code, _ message: String, reasonCode: UInt8? = nil) {
        self.code = code
        self.message = message
        self.reasonCode = reasonCode
    }

    /// Kind, message and reason code in one line.
    public var description: String {
        reasonCode.map { "\(code.rawValue): \(message) (reason code \($0))" } ?? "\(code.rawValue): \(message)"
    }
}
