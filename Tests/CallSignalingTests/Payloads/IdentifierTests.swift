import CallSignaling
import Testing

/// Ids from outside: 1–128 harmless characters, so that none can be a topic's wildcard or separator.
@Suite("Identifiers")
struct IdentifierTests {
    @Test("allowed", arguments: ["a", "0", "A-Z_a.z:9@x", "507f1f77bcf86cd799439011", String(repeating: "x", count: 128), "..", "@", "-"])
    func allowed(_ text: String) {
        #expect(IdentifierRules.allows(text))
        #expect(MemberID(validating: text)?.rawValue == text)
        #expect(ChurchID(validating: text)?.description == text)
        #expect(DeviceID(validating: text)?.rawValue == text)
        #expect(CommunityID(validating: text)?.rawValue == text)
    }

    @Test(
        "refused",
        arguments: [
            "", " ", "a b", "a/b", "+", "#", "a+", "a#", "$SYS", "a\u{0}b", "\u{0}", "a\n", "\t", "é", "e\u{301}", "名", "😀", "a\u{200B}",
            "\u{FEFF}a", "a,b", "a%2Fb", "a\\b", "\"", String(repeating: "x", count: 129), String(repeating: "é", count: 64),
        ])
    func refused(_ text: String) {
        #expect(!IdentifierRules.allows(text))
        #expect(MemberID(validating: text) == nil)
        #expect(ChurchID(validating: text) == nil)
        #expect(DeviceID(validating: text) == nil)
        #expect(CommunityID(validating: text) == nil)
    }

    @Test(
        "a call's id is a UUID, folded to lower case",
        arguments: ["0c4f1c2e-8a5b-4c3d-9e2f-112233445566", "0C4F1C2E-8A5B-4C3D-9E2F-112233445566"])
    func callID(_ text: String) {
        #expect(CallID(validating: text) == .story)
    }

    @Test(
        "what is no call's id",
        arguments: [
            "", "x", "0c4f1c2e8a5b4c3d9e2f112233445566", "{0c4f1c2e-8a5b-4c3d-9e2f-112233445566}", "0c4f1c2e-8a5b-4c3d-9e2f-11223344556",
            "0c4f1c2e-8a5b-4c3d-9e2f-1122334455667", "0c4f1c2e-8a5b-4c3d-9e2f-11223344556g", "0c4f1c2e+8a5b-4c3d-9e2f-112233445566",
            "0c4f1c2e-8a5b-4c3d-9e2f-1122334455é", "0c4f1c2e-8a5b-4c3d-9e2-f112233445566",
        ])
    func noCallID(_ text: String) {
        #expect(CallID(validating: text) == nil)
    }
}
