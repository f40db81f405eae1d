internal import CMosquitto

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Reads the properties libmosquitto hands to a callback; valid only inside that callback.
struct ReceivedProperties {
    let pointer: OpaquePointer?

    /// The properties of a message.
    var ofMessage: MQTTProperties {
        guard pointer != nil else { return MQTTProperties() }
        return MQTTProperties(
            messageExpirySeconds: int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL), contentType: string(MQTT_PROP_CONTENT_TYPE),
            isUTF8: byte(MQTT_PROP_PAYLOAD_FORMAT_INDICATOR) == 1, responseTopic: string(MQTT_PROP_RESPONSE_TOPIC),
            correlationData: binary(MQTT_PROP_CORRELATION_DATA), userProperties: userProperties)
    }

    func byte(_ property: mqtt5_property) -> UInt8? {
        var value: UInt8 = 0
        return mosquitto_property_read_byte(pointer, Int32(property.rawValue), &value, false) == nil ? nil : value
    }

    func int16(_ property: mqtt5_property) -> UInt16? {
        var value: UInt16 = 0
        return mosquitto_property_read_int16(pointer, Int32(property.rawValue), &value, false) == nil ? nil : value
    }

    private func int32(_ property: mqtt5_property) -> UInt32? {
        var value: UInt32 = 0
        return mosquitto_property_read_int32(pointer, Int32(property.rawValue), &value, false) == nil ? nil : value
    }

    private func string(_ property: mqtt5_property) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        _ = mosquitto_property_read_string(pointer, Int32(property.rawValue), &value, false)
        return Self.take(value)
    }

    private func binary(_ property: mqtt5_property) -> [UInt8]? {
        var value: UnsafeMutableRawPointer?
        var count: UInt16 = 0
        guard mosquitto_property_read_binary(pointer, Int32(property.rawValue), &value, &count, false) != nil else { return nil }
        defer { free(value) }
        return Array(UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : Int(count)))
    }

    private var userProperties: [UserProperty] {
        var found: [UserProperty] = []
        var next = pointer
        var skipsFirst = false
        while let list = next {
            var name: UnsafeMutablePointer<CChar>?
            var value: UnsafeMutablePointer<CChar>?
            next = mosquitto_property_read_string_pair(list, Int32(MQTT_PROP_USER_PROPERTY.rawValue), &name, &value, skipsFirst)
            skipsFirst = true
            let texts = (Self.take(name), Self.take(value))
            if let name = texts.0, let value = texts.1 { found.append(UserProperty(name: name, value: value)) }
        }
        return found
    }

    /// The string the library allocated, which is freed.
    private static func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
