import CallControl
import CallSignaling

extension CallSettings {
    /// `RING_…`, `CONNECT_…`, `MAX_…`, `RECONNECT_…`, `CANCEL_…`.
    init(reading reader: inout ConfigurationReader) {
        self.init()
        timeouts = CallTimeouts(
            ring: reader.read(ConfigurationKeys.ringTimeout, timeouts.ring),
            connect: reader.read(ConfigurationKeys.connectTimeout, timeouts.connect),
            maximum: reader.read(ConfigurationKeys.maximumDuration, timeouts.maximum),
            reconnect: reader.read(ConfigurationKeys.reconnectTimeout, timeouts.reconnect))
        repeats = RepeatPlan(
            inviteOffsets: reader.read(ConfigurationKeys.ringRepeats, repeats.inviteOffsets),
            afterAcknowledgement: reader.read(ConfigurationKeys.ringRepeatAfterAcknowledgement, repeats.afterAcknowledgement),
            cancelOffsets: reader.read(ConfigurationKeys.cancelRepeats, repeats.cancelOffsets))
        calleeLimit = reader.read(ConfigurationKeys.calleeLimit, calleeLimit)
        churchLimit = reader.read(ConfigurationKeys.churchLimit, churchLimit)
    }
}
