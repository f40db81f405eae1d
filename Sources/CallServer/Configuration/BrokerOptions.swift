/// The MQTT broker.
struct BrokerOptions: Sendable, Hashable {
    /// Its host.
    var host: String
    /// Its port for plain MQTT.
    var port: Int
    /// User.
    var username: String
    /// His password; nil sends none.
    var password: Secret?
    /// Quality of service of published signals, 1 or 2.
    var qos: Int
    /// TLS; nil speaks plain.
    var tls: BrokerTLSOptions?
    /// Client id, where one is set.
    var clientID: String?
    /// How long both brokers are used when the service moves from one to another, seconds.
    var moveSeconds = 60.0

    /// Whether another connection is needed than for `other`. What is taken at the start alone does not count.
    func isElsewhere(than other: BrokerOptions) -> Bool {
        var other = other
        (other.qos, other.clientID, other.moveSeconds) = (qos, clientID, moveSeconds)
        return other != self
    }
}

/// How TLS is spoken with the broker.
struct BrokerTLSOptions: Sendable, Hashable {
    /// Certificates of the authorities; nil takes the system's.
    var authorityFile: String?
    /// Our certificate and key files.
    var clientCertificate: ClientCertificate?

    /// A certificate and its key.
    struct ClientCertificate: Sendable, Hashable {
        /// PEM file of the certificate.
        var certificateFile: String
        /// PEM file of the key.
        var keyFile: String
    }
}

extension BrokerOptions {
    /// `MQTT_…`.
    init(reading reader: inout ConfigurationReader) {
        tls = BrokerTLSOptions(reading: &reader)
        host = reader.read(ConfigurationKeys.brokerHost, "localhost")
        port = reader.read(ConfigurationKeys.brokerPort, tls == nil ? 1_883 : 8_883)
        username = reader.read(ConfigurationKeys.brokerUsername, "faithflow-system")
        password = reader.read(ConfigurationKeys.brokerPassword).map(Secret.init)
        qos = reader.read(ConfigurationKeys.brokerQoS, 1)
        clientID = reader.read(ConfigurationKeys.brokerClientID)
        moveSeconds = reader.read(ConfigurationKeys.brokerMove, moveSeconds)
    }
}

extension BrokerTLSOptions {
    /// `MQTT_TLS` and the files that go with it; nil without TLS.
    init?(reading reader: inout ConfigurationReader) {
        let isOn = reader.read(ConfigurationKeys.brokerTLS, false)
        let files = [ConfigurationKeys.brokerCAFile, ConfigurationKeys.brokerClientCertificate, ConfigurationKeys.brokerClientKey]
        let set = files.filter { reader.isSet($0) }
        let paths = files.map { reader.read($0) }
        guard isOn else {
            for key in set where !reader.problems.contains(where: { $0.name == ConfigurationKeys.brokerTLS.name }) {
                reader.report(key.name, found: "set, but MQTT_TLS is off", remedy: "set MQTT_TLS to true, or unset it")
            }
            return nil
        }
        let names = Set(set.map(\.name))
        for (one, other) in [(files[1].name, files[2].name), (files[2].name, files[1].name)]
        where names.contains(one) && !names.contains(other) {
            reader.report(other, found: "not set, but \(one) is", remedy: "set both or neither")
        }
        authorityFile = paths[0]
        if let certificate = paths[1], let key = paths[2] {
            clientCertificate = ClientCertificate(certificateFile: certificate, keyFile: key)
        }
    }
}
