/// Proxies whose word is taken for where a request came from.
public struct TrustedProxies: Hashable, Sendable {
    /// Trusts nobody: the other end of the connection is the client.
    public static let none = TrustedProxies([])

    private let blocks: [AddressBlock]

    /// Trusts the addresses in `blocks`.
    public init(_ blocks: [AddressBlock]) { self.blocks = blocks }

    /// Whether `address` is one of them.
    public func contains(_ address: ClientAddress) -> Bool { blocks.contains { $0.contains(address) } }

    /// The client behind `peer`, the other end of the connection: `peer` itself unless it is trusted; else the right-most address of
    /// `forwarded` that is not, for what stands left of that the client may have written himself. Where all are trusted it is the left-most.
    ///
    /// `forwarded` are the values of `X-Forwarded-For`, in order. Something in it that is no address ends the search.
    public func client(behind peer: ClientAddress, forwarded: [String]) -> ClientAddress {
        guard !blocks.isEmpty else { return peer }
        var client = peer
        for entry in forwarded.flatMap({ $0.split(separator: ",") }).reversed() {
            guard contains(client), let next = Self.address(entry) else { break }
            client = next
        }
        return client
    }

    /// The address of an entry, which may have a port: `192.0.2.1:443`, `[2001:db8::1]:443`.
    private static func address(_ entry: Substring) -> ClientAddress? {
        let blank = entry.drop(while: \.isWhitespace)
        let text = blank.prefix { !$0.isWhitespace }
        guard blank.dropFirst(text.count).allSatisfy(\.isWhitespace) else { return nil }
        if text.first == "[" { return ClientAddress(text.dropFirst().prefix { $0 != "]" }) }
        if text.count(where: { $0 == ":" }) == 1 { return ClientAddress(text.prefix { $0 != ":" }) }
        return ClientAddress(text)
    }
}
