/// What one holder of addresses usually has: an IPv4 address, or a /64 of IPv6 (RFC 6177), within which he may take any.
enum AddressNetwork {
    /// The network of `address`, which is written as `inet_ntop` writes it; what is no address stands for itself.
    static func of(_ address: String) -> String {
        guard address.contains(":") else { return address }
        let groups = groups(of: address.split(separator: "%", maxSplits: 1).first.map(String.init) ?? address)
        guard groups.count == 8 else { return address }
        let isMapped = groups.prefix(5).allSatisfy { $0 == "0" } && groups[5] == "ffff"
        return isMapped ? address.split(separator: ":").last.map(String.init) ?? address : groups.prefix(4).joined(separator: ":") + "::/64"
    }

    /// The eight groups of an IPv6 address (RFC 4291, 2.2), without leading zeros and in lower case; another number of them where it is none.
    private static func groups(of address: String) -> [String] {
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false).map { half in
            half.split(separator: ":").flatMap { group -> [String] in
                if group.contains(".") { return ["v4", "v4"] }  // two groups, the value of which is of no interest
                let digits = group.drop { $0 == "0" }.lowercased()
                return [digits.isEmpty ? "0" : digits]
            }
        }
        guard halves.count == 2 else { return halves.first ?? [] }
        return halves[0] + Array(repeating: "0", count: max(0, 8 - halves[0].count - halves[1].count)) + halves[1]
    }
}
