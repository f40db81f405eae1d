import MQTT

extension MQTTConfiguration {
    /// How to reach the broker of `options` as `clientID`.
    init(_ options: BrokerOptions, clientID: String) {
        self.init(
            host: options.host, port: options.port, clientID: clientID, username: options.username, password: options.password?.text,
            tls: options.tls.map(TLSOptions.init))
        closeGrace = .seconds(1.5)
        outagePolicy = .fail(after: .seconds(2))  // the store keeps what was not published, and says what is still wanted
        keepAliveSeconds = 10  // a broker that answers no more is noticed within twice that
    }
}

extension TLSOptions {
    /// TLS as set.
    init(_ options: BrokerTLSOptions) {
        self.init(
            trust: options.authorityFile.map(Trust.file) ?? .system, certificateFile: options.clientCertificate?.certificateFile,
            privateKeyFile: options.clientCertificate?.keyFile)
    }
}
