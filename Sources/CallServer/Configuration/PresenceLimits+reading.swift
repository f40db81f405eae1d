import CallControl

extension PresenceLimits {
    /// `PRESENCE_…`.
    init(reading reader: inout ConfigurationReader) {
        self.init()
        expiry = reader.read(ConfigurationKeys.presenceExpiry, expiry)
        membersPerChurch = reader.read(ConfigurationKeys.presenceMembers, membersPerChurch)
        members = 20 * membersPerChurch
    }
}
