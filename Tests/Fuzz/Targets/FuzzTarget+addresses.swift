import CallAPI

extension FuzzTarget {
    /// Addresses, blocks of them, and `X-Forwarded-For`.
    static let addresses: FuzzTarget = {
        let mutator = Mutator(
            samples: [
                "203.0.113.7", "2001:db8::1", "::ffff:192.0.2.1", "10.0.0.0/8", "2001:db8::/32", "fe80::1%eth0", "203.0.113.7, 10.0.0.2",
                "[2001:db8::1]:443, 192.0.2.1:8080,10.0.0.1", " 192.0.2.1 ,\t::1", "0.0.0.0/0", "::/0", "unknown, _hidden, 1.2.3.4",
            ], words: ["::", "/", ",", "255", "256", "ffff:", "0x7f", "/128", "/-1", "[", "]", ":"])
        let proxies = TrustedProxies(["10.0.0.0/8", "::1/128"].compactMap { AddressBlock($0) })
        let peers = ["10.0.0.1", "::1", "203.0.113.9"].compactMap { ClientAddress($0) }
        return FuzzTarget(name: "addresses") {
            mutator.input(&$0)
        } read: { input in
            let text = text(input)
            let address = ClientAddress(text)
            if let address {
                try require(ClientAddress(address.description) == address, "\(text) is \(address), which is another")
                try require(address.counted.counted == address.counted, "\(address) counts as two")
            }
            let block = AddressBlock(text)
            if let block, let address { try require(block.contains(address), "\(text) is not in itself") }
            for peer in peers {
                let client = proxies.client(behind: peer, forwarded: [text])
                try require(proxies.contains(peer) || client == peer, "a stranger was believed: \(text)")
            }
            return address != nil || block != nil
        }
    }()
}
