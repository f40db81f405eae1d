extension ConfigurationKeys {
    static let memberPerMinute = ConfigurationKey(
        "RATE_LIMIT_MEMBER_PER_MINUTE", .integer(0...1_000_000), default: "300",
        "Requests of one member, as many of them at once; refilled evenly. 0: no limit. Each instance counts for itself, here and below.")
    static let pairPerMinute = ConfigurationKey(
        "RATE_LIMIT_PAIR_PER_MINUTE", .integer(0...1_000_000), default: "20",
        "Times one member rings another, by a call or by calling him into one. 0: no limit.")
    static let qualityPerMinute = ConfigurationKey(
        "RATE_LIMIT_QUALITY_PER_MINUTE", .integer(0...1_000_000), default: "30",
        "Reports of one member's connection. 0: no limit of their own.")
    static let negotiationPerMinute = ConfigurationKey(
        "RATE_LIMIT_WEBRTC_PER_MINUTE", .integer(0...1_000_000), default: "600",
        "Offers, answers and lots of ICE candidates of one member; they do not count as requests otherwise. 0: no limit.")
    static let keyPerMinute = ConfigurationKey(
        "RATE_LIMIT_KEY_PER_MINUTE", .integer(0...1_000_000), default: "3000",
        "Requests with one API key, for whichever members. 0: no limit.")
    static let addressPerMinute = ConfigurationKey(
        "RATE_LIMIT_ADDRESS_PER_MINUTE", .integer(0...1_000_000), default: "600",
        "Requests without a good token from one address (IPv6: from one /64). 0: no limit.")
    static let badTokensPerMinute = ConfigurationKey(
        "BAD_TOKENS_PER_MINUTE", .integer(0...1_000_000), default: "100",
        "Tokens that are none of ours from one address, after which it is locked for requests without a good one. 0: never.")
    static let lockSeconds = ConfigurationKey(
        "BAD_TOKEN_LOCK_SECONDS", .seconds(1...86_400), default: "60", "How long it is locked.")

    static let rateLimits = ConfigurationSection(
        title: "Rate limits",
        rows: [
            memberPerMinute.description, pairPerMinute.description, qualityPerMinute.description, negotiationPerMinute.description,
            keyPerMinute.description,
            addressPerMinute.description,
            badTokensPerMinute.description,
            lockSeconds.description,
        ])
}
