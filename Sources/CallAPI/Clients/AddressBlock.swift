/// A block of IP addresses (CIDR, RFC 4632 and RFC 4291, 2.3), such as `10.0.0.0/8`.
public struct AddressBlock: Hashable, Sendable {
    private let first: ClientAddress
    private let bits: Int

    /// The block written as `text`: an address, or an address and the length of its prefix. Nil if it is neither, or has bits behind its prefix.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ ClientAddress($0) }) else { return nil }
        let widest = address.isIPv4 && !text.contains(":") ? 32 : 128
        var length = widest
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...widest).contains(given), parts[1].allSatisfy(\.isNumber) else { return nil }
            length = given
        }
        bits = length + 128 - widest
        first = address
        guard Self.masked(address, bits) == address else { return nil }
    }

    /// Whether `address` is in it.
    public func contains(_ address: ClientAddress) -> Bool { Self.masked(address, bits) == first }

    private static func masked(_ address: ClientAddress, _ bits: Int) -> ClientAddress {
        ClientAddress(high: address.high & mask(min(bits, 64)), low: address.low & mask(max(bits - 64, 0)))
    }

    /// So many ones, then zeros.
    private static func mask(_ bits: Int) -> UInt64 { bits == 0 ? 0 : ~0 << (64 - UInt64(bits)) }
}
