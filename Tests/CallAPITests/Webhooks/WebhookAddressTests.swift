import CallAPI
import Testing

/// Which addresses an administrator may give.
@Suite struct WebhookAddressTests {
    @Test(arguments: [
        ("https://hooks.example.org", "hooks.example.org", 443), ("https://hooks.example.org/a/b?c=d&e=%20", "hooks.example.org", 443),
        ("HTTPS://Hooks.Example.org:8443/", "Hooks.Example.org", 8_443), ("https://8.8.8.8/x", "8.8.8.8", 443),
        ("https://[2606:4700::1111]:9/x", "2606:4700::1111", 9),
        ("https://localhost/", "localhost", 443),  // where a name leads shows when it is connected to
    ])
    func goodOnesAreTakenApart(text: String, host: String, port: Int) throws {
        let address = try WebhookAddress(text, rules: WebhookRules())
        #expect(address.host == host && address.port == port && address.text == text)
    }

    static let bad: [(String, WebhookAddress.Flaw)] = [
        ("", .malformed), ("hooks.example.org", .malformed), ("//hooks.example.org", .malformed), ("https:///x", .malformed),
        ("https://", .malformed), ("https://a b/", .malformed), ("https://a\n/", .malformed), ("https://a.org/\r\nHost: b", .malformed),
        ("https://bücher.example/", .malformed), ("https://a.org\\@b.org/", .malformed), ("https://a.org:0/", .malformed),
        ("https://a.org:65536/", .malformed), ("https://a.org:x/", .malformed), ("https://a%2eorg/", .malformed),
        ("https://a.org%00.b.org/", .malformed), ("https://[::1/", .malformed), ("https://[fe80::1%25eth0]/", .malformed),
        ("https://[1.2.3.4]x/", .malformed), ("http://hooks.example.org/", .scheme), ("ftp://hooks.example.org/", .scheme),
        ("file:///etc/passwd", .malformed), ("gopher://hooks.example.org/", .scheme), ("unix://hooks/", .scheme),
        ("http+unix://%2Fvar%2Frun/", .malformed), ("https+unix://a/", .scheme), ("javascript:alert(1)", .malformed),
        ("https://user@hooks.example.org/", .credentials), ("https://user:word@hooks.example.org/", .credentials),
        ("https://:@hooks.example.org/", .credentials), ("https://hooks.example.org/#x", .fragment), ("https://127.0.0.1/", .destination),
        ("https://10.0.0.1:8080/", .destination), ("https://[::1]/", .destination), ("https://[::ffff:7f00:1]/", .destination),
        ("https://169.254.169.254/latest/meta-data", .destination), ("https://[fd00:ec2::254]/", .destination),
        ("https://0.0.0.0/", .destination), ("https://a.org/" + String(repeating: "x", count: 2_048), .long),
    ]

    @Test(arguments: bad) func badOnesAreRefused(text: String, flaw: WebhookAddress.Flaw) {
        #expect(throws: flaw) { try WebhookAddress(text, rules: WebhookRules()) }
    }

    @Test func operatorsMayAllowMore() throws {
        let rules = WebhookRules(
            isHTTPAllowed: true, destinations: DestinationRules(allowing: [try #require(AddressBlock("127.0.0.0/8"))]))
        #expect(try WebhookAddress("http://127.0.0.1:80/", rules: rules).port == 80)
        #expect(try WebhookAddress("http://hooks.example.org/", rules: rules).port == 80)
        #expect(throws: WebhookAddress.Flaw.destination) { try WebhookAddress("http://10.0.0.1/", rules: rules) }
    }
}
