/// Which addresses the service may connect to at the wish of others: those of the public Internet, and networks that the operator allows.
///
/// Refused are all that the IANA special-purpose registries (RFC 6890) do not call global, and what leads there by another form: IPv6 addresses that carry an
/// IPv4 address (6to4, Teredo, NAT64), multicast, and the metadata services of clouds.
public struct DestinationRules: Hashable, Sendable {
    private static let refused = blocks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16",  // Azure's metadata service, at an address that is public in itself
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
    /// All that is global in IPv6 so far (RFC 4291, 2.4, and the IANA registry). What is not in it is loopback, local, multicast, mapped or translated.
    private static let global = blocks("2000::/3")

    private let allowed: [AddressBlock]

    /// Rules by which the networks in `allowed` may be connected to as well.
    public init(allowing allowed: [AddressBlock] = []) { self.allowed = allowed }

    /// Whether `address` may be connected to.
    public func allow(_ address: ClientAddress) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        guard address.isIPv4 || Self.global.contains(where: { $0.contains(address) }) else { return false }
        return !Self.refused.contains { $0.contains(address) }
    }

    private static func blocks(_ texts: String...) -> [AddressBlock] { texts.compactMap { AddressBlock($0) } }
}
