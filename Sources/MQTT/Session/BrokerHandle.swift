internal import CMosquitto

/// One `struct mosquitto`: a session with the broker over one or, when it is kept, several connections.
///
/// *Concurrency*: used by the driver's thread alone, and never told of threads, so every packet is written to the socket by the
/// call that makes it. *Lifecycle*: destroyed with this object, which closes the socket without a goodbye.
final class BrokerHandle {
    let version: ProtocolVersion
    /// What callbacks reported and the driver has not taken yet.
    var events: [BrokerEvent] = []
    /// The library's last error message since the last attempt to connect; explains TLS failures.
    var lastComplaint: String?
    /// Cut the connection when the broker lost the session whose unacknowledged messages this handle would resend: resending
    /// half of a QoS 2 hand-over into a new session loses the message. Set before each reconnect.
    var cutsWithoutSession = false
    private let mosquitto: OpaquePointer
    private var hasConnectedBefore = false

    /// Makes and configures a handle; throws the library's refusal of a value.
    init(_ configuration: MQTTConfiguration, version: ProtocolVersion) throws(MQTTError) {
        Library.start()
        guard let mosquitto = mosquitto_new(configuration.clientID, configuration.isCleanStart, nil) else {
            throw MQTTError(.resourceFailed, "the MQTT library made no client")
        }
        self.mosquitto = mosquitto
        self.version = version
        installCallbacks(on: mosquitto)
        do {
            try configure(configuration)
        } catch {
            throw MQTTError(.invalidConfiguration, error.asRefusal.message)
        }
    }

    deinit { mosquitto_destroy(mosquitto) }

    /// The socket, or nil when there is no connection.
    var socket: Int32? {
        let descriptor = mosquitto_socket(mosquitto)
        return descriptor < 0 ? nil : descriptor
    }

    /// Whether something waits to be written.
    var wantsToWrite: Bool { mosquitto_want_write(mosquitto) }

    /// Begins to connect, without waiting for the network; only the look-up of the host's name blocks.
    func connect(_ configuration: MQTTConfiguration) throws(LibraryFailure) {
        lastComplaint = nil
        if hasConnectedBefore {
            try check(mosquitto_reconnect_async(mosquitto))
            return
        }
        if version == .v5, configuration.sessionExpirySeconds > 0 {
            let properties = try PropertyList(sessionExpirySeconds: configuration.sessionExpirySeconds)
            // Only the blocking call takes properties. It stores them, and then refuses this port before it connects.
            _ = mosquitto_connect_bind_v5(mosquitto, configuration.host, -1, 0, nil, properties.pointer)
        }
        hasConnectedBefore = true
        try check(
            mosquitto_connect_bind_async(
                mosquitto, configuration.host, Int32(configuration.port), Int32(configuration.keepAliveSeconds), nil))
    }

    func read() throws(LibraryFailure) { try check(mosquitto_loop_read(mosquitto, 1)) }

    func write() throws(LibraryFailure) { try check(mosquitto_loop_write(mosquitto, 1)) }

    /// Sends pings and notices their absence; to be called about once a second.
    func keepAlive() throws(LibraryFailure) { try check(mosquitto_loop_misc(mosquitto)) }

    /// Hands a message over and returns its packet id. A failure that is no refusal means that the message *was* queued and the
    /// connection is gone.
    func publish(_ message: MQTTMessage) -> (packetID: UInt16, failure: LibraryFailure?) {
        var packetID: Int32 = 0
        do throws(LibraryFailure) {
            let properties = version == .v5 ? try PropertyList(message.properties) : PropertyList()
            let code = message.payload.withUnsafeBytes {
                mosquitto_publish_v5(
                    mosquitto, &packetID, message.topic.string, Int32(clamping: $0.count), $0.baseAddress, Int32(message.qos.rawValue),
                    message.isRetained, properties.pointer)
            }
            return (UInt16(truncatingIfNeeded: packetID), LibraryFailure(code))
        } catch {
            return (0, error)
        }
    }

    /// Says goodbye; the socket closes when it is written.
    func disconnect() throws(LibraryFailure) { try check(mosquitto_disconnect_v5(mosquitto, 0, nil)) }

    /// Shuts the socket without a goodbye. It stays open until the next `connect`, for the library has no way to close it.
    func hangUp() {
        if let socket { _ = shutdown(socket, Int32(SHUT_RDWR)) }
    }

    /// Whether the kernel waits for more before it sends what does not fill a packet (tcp(7), TCP_CORK); ending that sends all. Only a matter of speed.
    func holdBack(_ isHeld: Bool) {
        if let socket { mqtt_hold_back(socket, isHeld) }
    }

    /// Asks for `filters` and returns the packet id the answer will carry.
    func subscribe(to filters: [String], qos: QoS, options: Int32) throws(LibraryFailure) -> UInt16 {
        var packetID: Int32 = 0
        let code = CStrings.with(filters) {
            mosquitto_subscribe_multiple(mosquitto, &packetID, Int32(filters.count), $0, Int32(qos.rawValue), options, nil)
        }
        try check(code)
        return UInt16(truncatingIfNeeded: packetID)
    }

    /// Ends subscriptions and returns the packet id the answer will carry.
    func unsubscribe(from filters: [String]) throws(LibraryFailure) -> UInt16 {
        var packetID: Int32 = 0
        let code = CStrings.with(filters) { mosquitto_unsubscribe_multiple(mosquitto, &packetID, Int32(filters.count), $0, nil) }
        try check(code)
        return UInt16(truncatingIfNeeded: packetID)
    }

    private func check(_ code: Int32) throws(LibraryFailure) {
        if let failure = LibraryFailure(code) { throw failure }
    }

    private func configure(_ configuration: MQTTConfiguration) throws(LibraryFailure) {
        let number = version == .v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
        try check(mosquitto_int_option(mosquitto, MOSQ_OPT_PROTOCOL_VERSION, number))
        try check(mosquitto_int_option(mosquitto, MOSQ_OPT_TCP_NODELAY, 1))
        try check(mosquitto_int_option(mosquitto, MOSQ_OPT_SEND_MAXIMUM, Int32(configuration.outstandingLimit)))
        // Mosquitto 2.0.11 sends a slow subscriber more QoS 2 messages than a small receive maximum allows, and the library ends the
        // connection over it, which costs a clean session its messages. So: the protocol's own largest value.
        try check(mosquitto_int_option(mosquitto, MOSQ_OPT_RECEIVE_MAXIMUM, 65_535))
        if let username = configuration.username {
            try check(mosquitto_username_pw_set(mosquitto, username, configuration.password))
        }
        if let tls = configuration.tls { try configure(tls) }
        if let will = configuration.will { try configure(will: will) }
    }

    private func configure(_ tls: TLSOptions) throws(LibraryFailure) {
        var file: String?
        var folder: String?
        switch tls.trust {
        case .system:
            folder = "/etc/ssl/certs"
            try check(mosquitto_int_option(mosquitto, MOSQ_OPT_TLS_USE_OS_CERTS, 1))
        case .file(let path): file = path
        case .directory(let path): folder = path
        }
        try check(mosquitto_tls_set(mosquitto, file, folder, tls.certificateFile, tls.privateKeyFile, nil))
        try check(mosquitto_tls_insecure_set(mosquitto, !tls.verifiesServerName))
    }

    private func configure(will: MQTTMessage) throws(LibraryFailure) {
        var properties = version == .v5 ? try PropertyList(will.properties) : PropertyList()
        let code = will.payload.withUnsafeBytes {
            mosquitto_will_set_v5(
                mosquitto, will.topic.string, Int32(clamping: $0.count), $0.baseAddress, Int32(will.qos.rawValue), will.isRetained,
                properties.pointer)
        }
        try check(code)
        // From here on the library owns the list.
        _ = properties.release()
    }
}
