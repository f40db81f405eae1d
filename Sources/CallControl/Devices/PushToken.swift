/// What a vendor knows a device by. Whoever has it can make the device ring, with the vendor's credentials: it is never printed.
public struct PushToken: Hashable, Sendable {
    /// Which way it is good for.
    public let kind: PushKind
    /// The token itself.
    public let text: String

    /// A token; nil unless it looks like one of its kind.
    public init?(validating text: String, kind: PushKind) {
        guard kind.takes(text) else { return nil }
        self.kind = kind
        self.text = text
    }
}

extension PushToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the token.
    public var description: String { "a token for \(kind.rawValue)" }

    /// Without the token.
    public var debugDescription: String { description }

    /// Without the token, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["kind": kind]) }
}
