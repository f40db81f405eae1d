public import CallSignaling

/// A way to wake a member's phone.
public struct PushDevice: Hashable, Sendable {
    /// Most tokens that one member has; the latest count.
    public static let limit = 10

    /// Names the token without giving it away; always the same for a token.
    public let id: String
    /// The token.
    public let token: PushToken
    /// The device it is on; nil where the main backend registered it.
    public let deviceID: DeviceID?

    /// A device.
    public init(id: String, token: PushToken, deviceID: DeviceID?) {
        self.id = id
        self.token = token
        self.deviceID = deviceID
    }
}
