internal import CMosquitto

/// A list of MQTT 5 properties in libmosquitto's form, freed with this value. The library copies what it keeps.
struct PropertyList: ~Copyable {
    private(set) var pointer: OpaquePointer?

    init() {}

    deinit {
        var list = pointer
        mosquitto_property_free_all(&list)
    }

    /// The properties of a message or of a will.
    init(_ properties: MQTTProperties) throws(LibraryFailure) {
        self.init()
        if let seconds = properties.messageExpirySeconds { try add(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, seconds) }
        if properties.isUTF8 { try addByte(MQTT_PROP_PAYLOAD_FORMAT_INDICATOR, 1) }
        if let type = properties.contentType { try add(MQTT_PROP_CONTENT_TYPE, type) }
        if let topic = properties.responseTopic { try add(MQTT_PROP_RESPONSE_TOPIC, topic) }
        if let data = properties.correlationData {
            try check(mosquitto_property_add_binary(&pointer, Self.number(MQTT_PROP_CORRELATION_DATA), data, UInt16(clamping: data.count)))
        }
        for property in properties.userProperties {
            try check(
                mosquitto_property_add_string_pair(&pointer, Self.number(MQTT_PROP_USER_PROPERTY), property.name, property.value)
            )
        }
    }

    /// The properties of a connection.
    init(sessionExpirySeconds: UInt32) throws(LibraryFailure) {
        self.init()
        try add(MQTT_PROP_SESSION_EXPIRY_INTERVAL, sessionExpirySeconds)
    }

    /// Gives the list away, to a function that frees it.
    mutating func release() -> OpaquePointer? {
        defer { pointer = nil }
        return pointer
    }

    private mutating func add(_ property: mqtt5_property, _ value: UInt32) throws(LibraryFailure) {
        try check(mosquitto_property_add_int32(&pointer, Self.number(property), value))
    }

    private mutating func addByte(_ property: mqtt5_property, _ value: UInt8) throws(LibraryFailure) {
        try check(mosquitto_property_add_byte(&pointer, Self.number(property), value))
    }

    private mutating func add(_ property: mqtt5_property, _ value: String) throws(LibraryFailure) {
        try check(mosquitto_property_add_string(&pointer, Self.number(property), value))
    }

    private func check(_ code: Int32) throws(LibraryFailure) {
        if let failure = LibraryFailure(code) { throw failure }
    }

    private static func number(_ property: mqtt5_property) -> Int32 { Int32(property.rawValue) }
}
