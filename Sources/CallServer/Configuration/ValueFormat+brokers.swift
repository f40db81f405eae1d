extension ValueFormat<[String]> {
    /// Most addresses in a list.
    private static var addressLimit: Int { 16 }

    /// Addresses of brokers as clients use them: without a user, since each has his own, and without blanks.
    static let brokerAddresses = Self(
        type: "list of addresses",
        allowed: "`none`, or up to 16 of `wss://…`, `ws://…` with a path, `mqtts://host[:port]`, `mqtt://host[:port]`, separated by commas"
    ) { text in
        if text == "none" { return [] }
        let addresses = text.commaSeparated
        return addresses.count <= addressLimit && addresses.allSatisfy(isBrokerAddress) ? addresses : nil
    }

    private static func isBrokerAddress(_ text: String) -> Bool {
        guard let scheme = ["wss://", "ws://", "mqtts://", "mqtt://"].first(where: text.hasPrefix), text.utf8.count <= 512 else {
            return false
        }
        let rest = text.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" }
        guard !host.isEmpty, host.first != ":", rest.allSatisfy({ $0.isASCII && !$0.isWhitespace && $0 != "@" && $0 != "#" }) else {
            return false
        }
        return scheme.hasPrefix("ws") || host.count == rest.count
    }
}
