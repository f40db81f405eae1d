import CallAPI

extension RateLimits {
    /// `RATE_LIMIT_…`, `BAD_TOKEN…`.
    init(reading reader: inout ConfigurationReader) {
        self.init()
        memberPerMinute = reader.read(ConfigurationKeys.memberPerMinute, memberPerMinute)
        pairPerMinute = reader.read(ConfigurationKeys.pairPerMinute, pairPerMinute)
        qualityPerMinute = reader.read(ConfigurationKeys.qualityPerMinute, qualityPerMinute)
        negotiationPerMinute = reader.read(ConfigurationKeys.negotiationPerMinute, negotiationPerMinute)
        keyPerMinute = reader.read(ConfigurationKeys.keyPerMinute, keyPerMinute)
        addressPerMinute = reader.read(ConfigurationKeys.addressPerMinute, addressPerMinute)
        badTokensPerMinute = reader.read(ConfigurationKeys.badTokensPerMinute, badTokensPerMinute)
        lockSeconds = reader.read(ConfigurationKeys.lockSeconds, lockSeconds)
    }
}
