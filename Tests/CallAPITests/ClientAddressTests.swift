import CallAPI
import NIOCore
import Testing

/// Where a request comes from, and whose word is taken for it.
@Suite struct ClientAddressTests {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8::1", "2001:db8:0:0:0:0:0:1"), ("::1", "0:0:0:0:0:0:0:1"),
        ("192.0.2", nil), ("192.0.2.256", nil), ("localhost", nil), ("", nil), ("192.0.2.7:80", nil), ("2001:db8::1%eth0", nil),
    ])
    func addressesAreRead(_ text: String, _ expected: String?) {
        #expect(ClientAddress(text)?.description == expected)
    }

    @Test func connectionsHaveTheSameAddresses() throws {
        let four = try SocketAddress(ipAddress: "192.0.2.7", port: 4_000)
        let mapped = try SocketAddress(ipAddress: "::ffff:192.0.2.7", port: 5_000)
        let six = try SocketAddress(ipAddress: "2001:db8::1", port: 4_000)
        #expect(ClientAddress(four) == ClientAddress("192.0.2.7"))
        #expect(ClientAddress(mapped) == ClientAddress("192.0.2.7"))
        #expect(ClientAddress(six) == ClientAddress("2001:db8::1"))
        #expect(ClientAddress(try SocketAddress(unixDomainSocketPath: "/tmp/socket")) == nil)
    }

    @Test func aSubscribersIPv6AddressesCountAsOne() {
        #expect(ClientAddress("2001:db8:1:2::1")?.counted == ClientAddress("2001:db8:1:2:ffff::9")?.counted)
        #expect(ClientAddress("2001:db8:1:2::1")?.counted != ClientAddress("2001:db8:1:3::1")?.counted)
        #expect(ClientAddress("192.0.2.7")?.counted == ClientAddress("192.0.2.7"))
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:0:0:0:0"),
        ("2001:DB8:1:2::9", "2001:db8:1:2:0:0:0:0"), ("2001:db8:0001:0002::", "2001:db8:1:2:0:0:0:0"),
        ("2001:db8::1", "2001:db8:0:0:0:0:0:0"), ("::1", "0:0:0:0:0:0:0:0"),
    ])
    func addressesOfOneHolderAreOne(_ address: String, _ counted: String) {
        #expect(ClientAddress(address)?.counted.description == counted)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false), ("::/0", "2001:db8::1", true),
        ("10.0.0.0/8", "::ffff:10.1.1.1", true), ("2001:db8::8000/113", "2001:db8::ffff", true),
        ("2001:db8::8000/113", "2001:db8::7fff", false),
    ])
    func blocksContain(_ block: String, _ address: String, _ expected: Bool) throws {
        let address = try #require(ClientAddress(address))
        #expect(try #require(AddressBlock(block)).contains(address) == expected)
    }

    @Test(arguments: [
        "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "2001:db8::/129", "2001:db8::1/64", "lan", "",
    ])
    func blocksThatAreNone(_ text: String) { #expect(AddressBlock(text) == nil) }

    static let chains: [(String, [String], String)] = [
        // Nobody trusted stands between: what the client wrote is not believed.
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["10.0.0.3,10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["203.0.113.9:4711"], "203.0.113.9"),
        ("10.0.0.1", ["[2001:db8::7]:4711"], "2001:db8:0:0:0:0:0:7"),
        ("10.0.0.1", ["2001:db8::7"], "2001:db8:0:0:0:0:0:7"),
        ("10.0.0.1", ["203.0.113.9, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9, ,10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["203.0.113.9 198.51.100.1"], "10.0.0.1"),
    ]

    @Test(arguments: chains)
    func clientIsTheRightMostWhoIsNotTrusted(_ peer: String, _ forwarded: [String], _ expected: String) throws {
        let proxies = TrustedProxies([try #require(AddressBlock("10.0.0.0/8"))])
        #expect(proxies.client(behind: try #require(ClientAddress(peer)), forwarded: forwarded).description == expected)
    }

    @Test func withoutTrustedProxiesThePeerIsTheClient() throws {
        let peer = try #require(ClientAddress("10.0.0.1"))
        #expect(TrustedProxies.none.client(behind: peer, forwarded: ["203.0.113.9"]) == peer)
    }
}
