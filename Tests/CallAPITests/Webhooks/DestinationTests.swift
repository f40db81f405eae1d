import CallAPI
import Testing

/// Webhooks go to the public Internet and nowhere else, however an address is written.
@Suite struct DestinationTests {
    static let refused: [(String, String)] = [
        ("0.0.0.0", "this host"), ("0.1.2.3", "this network"), ("10.0.0.1", "private"), ("10.255.255.255", "private"),
        ("100.64.0.1", "carrier-grade NAT"), ("100.100.100.200", "metadata, Alibaba"), ("100.127.255.255", "carrier-grade NAT"),
        ("127.0.0.1", "loopback"), ("127.255.255.254", "loopback"), ("168.63.129.16", "metadata, Azure"), ("169.254.0.1", "link-local"),
        ("169.254.169.254", "metadata, AWS and others"), ("169.254.170.2", "metadata, containers"), ("172.16.0.1", "private"),
        ("172.31.255.255", "private"), ("192.0.0.192", "metadata, Oracle"), ("192.0.2.1", "documentation"), ("192.88.99.1", "6to4 relay"),
        ("192.168.0.1", "private"), ("198.18.0.1", "benchmarks"), ("198.19.255.255", "benchmarks"), ("198.51.100.7", "documentation"),
        ("203.0.113.7", "documentation"), ("224.0.0.1", "multicast"), ("239.255.255.250", "multicast"), ("240.0.0.1", "reserved"),
        ("255.255.255.255", "broadcast"), ("::", "unspecified"), ("::1", "loopback"), ("::ffff:127.0.0.1", "mapped loopback"),
        ("::ffff:10.0.0.1", "mapped private"), ("::ffff:a9fe:a9fe", "mapped metadata"), ("::127.0.0.1", "compatible loopback"),
        ("::ffff:0:127.0.0.1", "translated loopback"), ("64:ff9b::7f00:1", "NAT64 loopback"), ("64:ff9b::8.8.8.8", "NAT64"),
        ("64:ff9b:1::1", "local NAT64"), ("100::1", "discard"), ("2001::1", "Teredo"), ("2001:0:7f00:1::1", "Teredo"),
        ("2001:10::1", "ORCHID"), ("2001:20::1", "ORCHIDv2"), ("2001:db8::1", "documentation"), ("2002:7f00:1::", "6to4 loopback"),
        ("2002:808:808::1", "6to4"), ("3fff::1", "documentation"), ("5f00::1", "segment routing"), ("fc00::1", "unique local"),
        ("fd00:ec2::254", "metadata, AWS"), ("fe80::1", "link-local"), ("febf::1", "link-local"), ("fec0::1", "site-local"),
        ("ff02::1", "multicast"), ("ff0e::1", "multicast"), ("4000::1", "not assigned"),
    ]

    @Test(arguments: refused) func whatIsNotPublicIsRefused(address: String, what: String) throws {
        #expect(!DestinationRules().allow(try #require(ClientAddress(address))), "\(what)")
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.0.1",
        "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
        "::ffff:8.8.8.8", "2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "3ffe::1",
    ])
    func whatIsPublicIsAllowed(address: String) throws {
        #expect(DestinationRules().allow(try #require(ClientAddress(address))))
    }

    @Test func networksAreAllowedOneByOne() throws {
        let blocks = ["10.1.2.0/24", "::1", "fd12::/16"].compactMap { AddressBlock($0) }
        let rules = DestinationRules(allowing: blocks)
        for address in ["10.1.2.3", "::ffff:10.1.2.3", "::1", "fd12::9", "8.8.8.8"] {
            #expect(rules.allow(try #require(ClientAddress(address))), "\(address)")
        }
        for address in ["10.1.3.1", "127.0.0.1", "fd13::1", "169.254.169.254", "64:ff9b::a01:203"] {
            #expect(!rules.allow(try #require(ClientAddress(address))), "\(address)")
        }
    }
}
