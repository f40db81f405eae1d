extension MQTTConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Whom it connects to, and as what.
    public var description: String {
        "MQTTConfiguration(\(tls == nil ? "mqtt" : "mqtts")://\(host):\(port), client \(clientID), user \(username ?? "none"))"
    }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// A mirror without the password, so that `dump` cannot show it.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
