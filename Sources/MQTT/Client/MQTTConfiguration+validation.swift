extension MQTTConfiguration {
    /// Throws `invalidConfiguration` when a value cannot be used with the library or the protocol.
    func validate() throws(MQTTError) {
        try require(!host.isEmpty && !host.utf8.contains(0), "host is empty or contains U+0000")
        try require((1...65_535).contains(port), "port is not between 1 and 65535")
        try require(isString(clientID) && !clientID.isEmpty, "client id is empty, too long or contains U+0000")
        try require(username.map(isString) ?? true, "user name is too long or contains U+0000")
        try require(password.map(isString) ?? true, "password is too long or contains U+0000")
        try require(password == nil || username != nil, "password without user name")
        try require(keepAliveSeconds == 0 || keepAliveSeconds >= 5, "keep-alive is neither 0 nor at least 5 s")
        try require((1...10_000).contains(outstandingLimit), "outstanding limit is not between 1 and 10000")
        try require(queueLimit >= 1, "queue limit is below 1")
        try require((0...1).contains(reconnect.jitter), "jitter is not between 0 and 1")
        try require(reconnect.initial > .zero && reconnect.maximum >= reconnect.initial, "reconnect times are not in order")
        try require(connectTimeout > .zero, "connect timeout is not positive")
        try require((tls?.certificateFile == nil) == (tls?.privateKeyFile == nil), "client certificate and key come together")
        try will?.validate()
    }

    private func require(_ condition: Bool, _ otherwise: String) throws(MQTTError) {
        guard condition else { throw MQTTError(.invalidConfiguration, otherwise) }
    }

    private func isString(_ string: String) -> Bool {
        string.utf8.count <= 65_535 && !string.utf8.contains(0)
    }
}
