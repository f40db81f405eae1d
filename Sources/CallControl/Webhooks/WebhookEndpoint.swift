public import CallSignaling
public import FoundationEssentials

/// Where a church wants to be told of its calls by HTTP.
public struct WebhookEndpoint: Sendable, Hashable {
    /// Most endpoints of a church.
    public static let churchLimit = 16
    /// Longest address, bytes.
    public static let longestURL = 2_048
    /// Most secrets that are good at once: the newest, and those that it replaced a while ago.
    public static let secretLimit = 3

    /// Why nothing is sent to it.
    public enum Shutdown: String, Sendable, Hashable, CaseIterable {
        /// An administrator switched it off.
        case administrator
        /// It answered that it is gone for good (HTTP 410).
        case gone
    }

    /// A signing secret, encrypted; how is the business of who has the key.
    public struct SealedSecret: Sendable, Hashable {
        /// The secret, encrypted.
        public let text: String
        /// Until when it signs beside a newer one; nil for the newest.
        public var expiresAt: Date?

        /// A secret.
        public init(text: String, expiresAt: Date? = nil) {
            self.text = text
            self.expiresAt = expiresAt
        }
    }

    /// Which one.
    public let id: WebhookID
    /// Whose it is.
    public let churchID: ChurchID
    /// The address.
    public var url: String
    /// What it wants to be told of; nil for all, what is yet to come included.
    public var events: Set<WebhookEventType>?
    /// What signs, the newest first.
    public var secrets: [SealedSecret]
    /// Why nothing is sent to it; nil while something is.
    public var shutdown: Shutdown?
    /// When it was made.
    public let createdAt: Date
    /// When it was last changed.
    public var updatedAt: Date
    /// Counts the changes, from 1; the compare-and-swap compares it.
    public var version: Int

    /// An endpoint.
    public init(
        id: WebhookID, churchID: ChurchID, url: String, events: Set<WebhookEventType>? = nil, secrets: [SealedSecret],
        shutdown: Shutdown? = nil, createdAt: Date, updatedAt: Date? = nil, version: Int = 1
    ) {
        self.id = id
        self.churchID = churchID
        self.url = url
        self.events = events
        self.secrets = secrets
        self.shutdown = shutdown
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
        self.version = version
    }

    /// Whether it is to be told of `type`.
    public func wants(_ type: WebhookEventType) -> Bool { type == .test || events?.contains(type) ?? true }

    /// The secrets that sign at `now`, the newest first.
    public func goodSecrets(at now: Date) -> [SealedSecret] { secrets.filter { $0.expiresAt.map { $0 > now } ?? true } }

    /// Puts a new secret before the others, of which the last newest signs until `end`.
    public mutating func rotate(to secret: SealedSecret, at now: Date, previousUntil end: Date) {
        var previous = goodSecrets(at: now)
        for index in previous.indices where previous[index].expiresAt == nil { previous[index].expiresAt = end }
        secrets = Array(([secret] + previous).prefix(Self.secretLimit))
    }
}
