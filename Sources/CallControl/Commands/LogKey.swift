public import CallSignaling
public import Logging

/// Keys of log metadata.
public enum LogKey {
    /// A call's id, shortened.
    public static let call = "call"
    /// A tenant.
    public static let church = "church"
    /// A number of things.
    public static let count = "count"
    /// A dependency.
    public static let dependency = "dependency"
    /// What sort of errand.
    public static let errand = "errand"
    /// A device's token, by the start of its hash.
    public static let device = "device"
    /// What went wrong.
    public static let error = "error"
    /// A number of things that are gone.
    public static let lost = "lost"
    /// A span of time.
    public static let seconds = "seconds"
    /// A webhook endpoint's id.
    public static let webhook = "webhook"
    /// A topic's name, shortened.
    public static let topic = "topic"
}

extension Logger.MetadataValue {
    /// The id's first eight characters: enough to find it, not enough to use it.
    public static func id(_ call: CallID) -> Self { .string(String(call.rawValue.prefix(8))) }
}
