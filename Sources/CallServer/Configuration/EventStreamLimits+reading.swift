import CallAPI

extension EventStreamLimits {
    /// `EVENT_…`.
    init(reading reader: inout ConfigurationReader) {
        self.init()
        most = reader.read(ConfigurationKeys.eventStreams, most)
        mostOfMember = reader.read(ConfigurationKeys.eventStreamsPerMember, mostOfMember)
        heartbeat = reader.read(ConfigurationKeys.eventHeartbeat, heartbeat)
        window = reader.read(ConfigurationKeys.eventWindow, window)
        windowEvents = reader.read(ConfigurationKeys.eventWindowEvents, windowEvents)
    }
}
