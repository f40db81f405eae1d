import Testing
import TopicAccess

/// Which client ids a member may use: a broker ends the connection of whoever has the same.
@Suite struct ClientIDTests {
    @Test(arguments: [
        ("anna", "ff-call-anna-1738315800000"), ("anna", "ff-call-anna-x"), ("anna", "mqttjs_0a1b2c3d"), ("anna", "my-phone"),
        ("anna", "FF-CALL-ben-1"), ("a-b", "ff-call-a-b-17"), ("a-1", "ff-call-a-1-17"), ("a:b@c.d_e", "ff-call-a:b@c.d_e-17"),
        ("-", "ff-call---1"),
        ("anna", "ff-call-anna-8f14e45f-ceea-467f-a0e6-b3c5f2a1d9e7"), ("a", "ff-call-a-b-17"),
    ])
    func `Her own, and what names nobody`(member: String, clientID: String) throws {
        #expect(try Anna.principal("grace", member).mayConnect(as: clientID))
    }

    @Test(arguments: [
        ("anna", "ff-call-ben-1738315800000"), ("anna", "ff-call-annabel-17"), ("anna", "ff-call-ann-17"), ("anna", "ff-call-anna"),
        ("anna", "ff-call-anna-"), ("anna", "ff-call-"), ("anna", "ff-call--17"), ("anna", "ff-call-Anna-17"), ("a-1", "ff-call-a-17"),
        ("a-1", "ff-call-a-1"), ("a-b", "ff-call-a-bc-1"), ("anna", "faithflow-calls-1"), ("anna", "faithflow-calls"), ("anna", ""),
        ("anna", "my phone"), ("anna", "phone\n"), ("anna", "phone\u{0}"), ("anna", "t\u{E9}l\u{E9}phone"),
        ("Kate", "ff-call-\u{212A}ate-17"),
        ("anna", String(repeating: "x", count: 257)),
    ])
    func `Not another's, nor the service's`(member: String, clientID: String) throws {
        #expect(try !Anna.principal("grace", member).mayConnect(as: clientID))
    }
}
