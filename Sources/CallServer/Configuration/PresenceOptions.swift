import CallControl

/// Who is online, and in a call.
struct PresenceOptions: Sendable, Hashable {
    /// How much is remembered.
    var limits = PresenceLimits()
    /// Whether it is published who is in a call.
    var publishesCalls = false
    /// Whether one whose phone goes offline is waited for, and has then left.
    var endsCalls = false
}

extension PresenceOptions {
    /// `PRESENCE_…`.
    init(reading reader: inout ConfigurationReader) {
        self.init()
        limits.expiry = reader.read(ConfigurationKeys.presenceExpiry, limits.expiry)
        limits.membersPerChurch = reader.read(ConfigurationKeys.presenceMembers, limits.membersPerChurch)
        limits.members = 20 * limits.membersPerChurch
        publishesCalls = reader.read(ConfigurationKeys.presencePublishesCalls, publishesCalls)
        endsCalls = reader.read(ConfigurationKeys.presenceEndsCalls, endsCalls)
    }
}
