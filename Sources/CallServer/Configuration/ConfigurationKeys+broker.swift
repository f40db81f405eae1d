extension ConfigurationKeys {
    static let brokerHost = ConfigurationKey("MQTT_BROKER_HOST", .text, default: "localhost", "MQTT broker.")
    static let brokerPort = ConfigurationKey(
        "MQTT_BROKER_PORT", .integer(1...65_535), note: "`1883`; `8883` with TLS", "Its port for plain MQTT, not the one for WebSockets.")
    static let brokerUsername = ConfigurationKey("MQTT_USERNAME", .text, default: "faithflow-system", "User at the broker.")
    static let brokerPassword = ConfigurationKey("MQTT_PASSWORD", .text, isSecret: true, "His password.")
    static let brokerQoS = ConfigurationKey("MQTT_QOS", .integer(1...2), default: "1", "Quality of service of published signals.")
    static let brokerTLS = ConfigurationKey("MQTT_TLS", .boolean, default: "false", "Whether to speak TLS with the broker.")
    static let brokerCAFile = ConfigurationKey(
        "MQTT_CA_FILE", .readableFile, note: "the system's",
        "Certificates of the authorities that may vouch for the broker, PEM. With `MQTT_TLS`.")
    static let brokerClientCertificate = ConfigurationKey(
        "MQTT_CLIENT_CERT", .readableFile, "Our certificate, where the broker asks for one, PEM. With `MQTT_TLS`.")
    static let brokerClientKey = ConfigurationKey("MQTT_CLIENT_KEY", .readableFile, "Its key, PEM.")
    static let brokerClientID = ConfigurationKey(
        "MQTT_CLIENT_ID",
        .text("1–128 bytes, no control characters") { (1...128).contains($0.utf8.count) && !$0.unicodeScalars.contains { $0.value < 32 } },
        note: "`faithflow-calls-` and the instance id", "Client id at the broker; must differ between instances.")

    static let brokerMove = ConfigurationKey(
        "MQTT_MOVE_SECONDS", .seconds(0...3_600), default: "60",
        "How long the service uses both brokers when the configuration file names another one, so that clients can follow.")

    static let broker = ConfigurationSection(
        title: "MQTT broker",
        rows: [
            brokerHost.description, brokerPort.description, brokerUsername.description, brokerPassword.description, brokerQoS.description,
            brokerTLS.description, brokerCAFile.description, brokerClientCertificate.description, brokerClientKey.description,
            brokerClientID.description, brokerMove.description,
        ])
}
