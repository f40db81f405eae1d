public import FoundationEssentials

/// A notification for an Apple device: how it is to be treated, and what is in it.
public struct APNsNotification: Sendable {
    /// How the phone is to treat it; fixes type, topic, priority and size (developer.apple.com, *Sending notification requests to APNs*).
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Wakes the app by PushKit, which must report a call at once or is woken no more.
        case voip
        /// Is shown to the user.
        case alert
        /// Wakes the app for a moment, when the system likes.
        case background
    }

    /// Longest `apns-collapse-id`, bytes.
    static let longestCollapseID = 64

    /// How it is to be treated.
    public var kind: Kind
    /// A JSON object with the key `aps`.
    public var payload: Data
    /// Until when Apple keeps trying.
    public var expiresAt: Date
    /// Of those with the same one only the latest is shown; left out where it is too long.
    public var collapseID: String?

    /// A notification.
    public init(kind: Kind, payload: Data, expiresAt: Date, collapseID: String? = nil) {
        self.kind = kind
        self.payload = payload
        self.expiresAt = expiresAt
        self.collapseID = collapseID
    }

    /// Largest payload of its kind, bytes.
    public var largestPayload: Int { kind == .voip ? 5_120 : 4_096 }

    func topic(of bundleID: String) -> String { kind == .voip ? "\(bundleID).voip" : bundleID }

    /// 10 is at once; background notifications with it are refused.
    var priority: Int { kind == .background ? 5 : 10 }
}
