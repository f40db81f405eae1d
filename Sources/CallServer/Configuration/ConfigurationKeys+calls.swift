extension ConfigurationKeys {
    static let ringTimeout = ConfigurationKey(
        "RING_TIMEOUT_SECONDS", .seconds(0.5...600), default: "45", "How long a callee rings until he has missed the call.")
    static let connectTimeout = ConfigurationKey(
        "CONNECT_TIMEOUT_SECONDS", .seconds(0.5...600), default: "30", "How long after the answer media may take until the call has failed."
    )
    static let maximumDuration = ConfigurationKey(
        "MAX_CALL_SECONDS", .seconds(1...604_800), default: "14400", "How long after the first answer a call is ended by force.")
    static let reconnectTimeout = ConfigurationKey(
        "RECONNECT_TIMEOUT_SECONDS", .seconds(0.5...600), default: "30",
        "How long a participant whose connection is gone is waited for until he has left the call.")
    static let ringRepeats = ConfigurationKey(
        "RING_REPEAT_SECONDS", .ascendingSeconds(0.1...600, most: 32), default: "2,5,10,15",
        "When an invite is published again to a phone that has not acknowledged it, seconds after the first; goes on at the last distance.")
    static let ringRepeatAfterAcknowledgement = ConfigurationKey(
        "RING_REPEAT_AFTER_ACK_SECONDS", .seconds(0.1...600), default: "3",
        "When it is published once more after a phone's first acknowledgement.")
    static let cancelRepeats = ConfigurationKey(
        "CANCEL_REPEAT_SECONDS", .ascendingSeconds(0.1...600, most: 32), default: "3,10",
        "When a cancel is published again to a phone that was ringing, seconds after the first.")
    static let calleeLimit = ConfigurationKey("MAX_CALLEES", .integer(1...100), default: "8", "Most callees of one call.")

    static let churchLimit = ConfigurationKey(
        "MAX_CALLS_PER_CHURCH", .integer(0...1_000_000), default: "0",
        "Most calls of one church at once; beyond it calling is refused with 429. 0: no limit. Counted once a second, so several instances may go beyond it by what they begin within one."
    )

    static let calls = ConfigurationSection(
        title: "Calls",
        rows: [
            ringTimeout.description, connectTimeout.description, maximumDuration.description, reconnectTimeout.description,
            ringRepeats.description, ringRepeatAfterAcknowledgement.description, cancelRepeats.description, calleeLimit.description,
            churchLimit.description,
        ])
}
