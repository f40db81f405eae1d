import FoundationEssentials

extension ValueFormat<[String]> {
    /// One or more texts, none of them empty.
    static func list(_ what: String) -> Self {
        Self(type: "list", allowed: "\(what), separated by commas") { text in
            let items = text.commaSeparated
            return items.allSatisfy { !$0.isEmpty } ? items : nil
        }
    }
}

extension ValueFormat<URL> {
    /// An address that keys may be fetched from: nobody on the way can change them.
    static let keySetAddress = Self(
        type: "address", allowed: "`https://…`, or `http://…` of this machine, without user and password"
    ) { text in
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host, !host.isEmpty, url.user == nil,
            url.password == nil
        else { return nil }
        return scheme == "https" || (scheme == "http" && isLoopback(host)) ? url : nil
    }

    private static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host.lowercased()) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
