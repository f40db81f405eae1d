/// The device a request came from; apps that name none share one anonymous device.
public enum Device: Hashable, Sendable {
    /// The app sent no device id.
    case anonymous
    /// The device the app named.
    case named(DeviceID)

    /// A device from an optional id.
    public init(_ id: DeviceID?) { self = id.map(Device.named) ?? .anonymous }

    /// The id, where one was named.
    public var id: DeviceID? {
        switch self {
        case .anonymous: nil
        case .named(let id): id
        }
    }
}
