/// A name and value the application attaches to a message; names may repeat (MQTT 5 section 3.3.2.3.7).
public struct UserProperty: Sendable, Equatable, Hashable {
    /// The name, UTF-8 without U+0000.
    public var name: String
    /// The value, UTF-8 without U+0000.
    public var value: String

    /// A property of this name and value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
