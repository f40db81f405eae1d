import FoundationEssentials

/// The address of a webhook endpoint, taken apart: what may be, and where it leads.
public struct WebhookAddress: Hashable, Sendable {
    /// What is wrong with an address.
    public enum Flaw: Error, Hashable, Sendable, CaseIterable {
        /// It is none.
        case malformed
        /// It is too long.
        case long
        /// It is not `https`, and nothing else is allowed.
        case scheme
        /// It has a user name or a password.
        case credentials
        /// It has a fragment, which is never sent.
        case fragment
        /// It leads to an address that is not to be connected to.
        case destination
    }

    /// As it was written.
    public let text: String
    /// Name or IP address, without brackets.
    public let host: String
    /// The port.
    public let port: Int

    /// The address of `text`. Whether a name leads to an address that may be connected to shows only when it is resolved.
    public init(_ text: String, rules: WebhookRules) throws(Flaw) {
        guard text.utf8.count <= WebhookRules.longestURL else { throw .long }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }), let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), let url = URL(string: text),
            let name = Self.name(url.host), name == Self.name(parts.encodedHost)  // nothing in it is written in another way than it is read
        else { throw .malformed }
        guard scheme == "https" || (scheme == "http" && rules.isHTTPAllowed) else { throw .scheme }
        guard parts.user == nil, parts.password == nil, url.user == nil, url.password == nil else { throw .credentials }
        guard parts.fragment == nil else { throw .fragment }
        let literal = ClientAddress(name)
        guard literal != nil || (!name.isEmpty && name.utf8.count <= 253 && name.utf8.allSatisfy(Self.isOfName)) else { throw .malformed }
        guard let port = Self.port(parts.port, scheme), url.port == parts.port else { throw .malformed }
        if let literal, !rules.destinations.allow(literal) { throw .destination }
        self.text = text
        self.host = name
        self.port = port
    }

    /// A host without brackets, with which some write an IPv6 address.
    private static func name(_ host: String?) -> String? {
        guard let host, host.first == "[", host.last == "]" else { return host }
        return String(host.dropFirst().dropLast())
    }

    private static func port(_ given: Int?, _ scheme: String) -> Int? {
        let port = given ?? (scheme == "https" ? 443 : 80)
        return (1...65_535).contains(port) ? port : nil
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension WebhookAddress.Flaw: CustomStringConvertible {
    /// For people: what an address must be.
    public var description: String {
        switch self {
        case .malformed: "an address such as https://hooks.example.org/calls, in printable ASCII"
        case .long: "at most \(WebhookRules.longestURL) bytes"
        case .scheme: "https"
        case .credentials: "without user name and password"
        case .fragment: "without a fragment"
        case .destination: "reachable from the public Internet"
        }
    }
}
