extension ConfigurationKeys {
    static let eventStreams = ConfigurationKey(
        "EVENT_STREAMS_MAX", .integer(0...100_000), default: "2000",
        "Most streams of server-sent events at once; 0: none, and nothing at `/api/events`. Each is a connection, of which `HTTP_MAX_CONNECTIONS` allows so many."
    )
    static let eventStreamsPerMember = ConfigurationKey(
        "EVENT_STREAMS_PER_MEMBER", .integer(1...1_000), default: "8", "Most of one member; one more ends his oldest.")
    static let eventHeartbeat = ConfigurationKey(
        "EVENT_HEARTBEAT_SECONDS", .seconds(1...300), default: "15",
        "How often a stream gives a sign of life, and whether its token is still good is looked up.")
    static let eventWindow = ConfigurationKey(
        "EVENT_WINDOW_SECONDS", .seconds(1...3_600), default: "60",
        "How long events are kept for those who come again with `Last-Event-ID`.")
    static let eventWindowEvents = ConfigurationKey(
        "EVENT_WINDOW_EVENTS", .integer(1...100_000), default: "1000", "Most events that are kept of a church.")

    static let events = ConfigurationSection(
        title: "Event streams",
        rows: [
            eventStreams.description, eventStreamsPerMember.description, eventHeartbeat.description, eventWindow.description,
            eventWindowEvents.description,
        ])
}
