extension ConfigurationKeys {
    static let clientBrokers = ConfigurationKey(
        "CLIENT_BROKER_URLS", .brokerAddresses, default: "none",
        "Addresses of the broker that clients are told of by `GET /api/signaling/config`, the preferred one first, such as `wss://mqtt.example.org:8084/mqtt`. May be changed in the file without a restart."
    )
    static let clientMaximumAge = ConfigurationKey(
        "CLIENT_SETTINGS_MAX_AGE_SECONDS", .integer(0...86_400), default: "60",
        "How long clients may go by that answer before they ask again. May be changed in the file without a restart.")

    static let clients = ConfigurationSection(title: "Clients", rows: [clientBrokers.description, clientMaximumAge.description])
}
