internal import CMosquitto

/// The words for a broker's reason codes: MQTT 5 from 128 on (section 2.4), 3.1.1 connection refusals from 1 to 5 (section 3.2.2.3).
enum ReasonText {
    static func of(_ code: UInt8) -> String {
        String(cString: code >= 128 ? mosquitto_reason_string(Int32(code)) : mosquitto_connack_string(Int32(code)))
    }
}
