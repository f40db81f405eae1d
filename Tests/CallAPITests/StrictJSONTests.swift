import Testing

@testable import CallAPI

/// JSON to the letter (RFC 8259), and each name once.
@Suite struct StrictJSONTests {
    @Test(
        arguments: [
            "{}", "[]", " { } ", "null", "true", "-0.5e+10", "\"\"", #"{"a":{"a":[{"a":1},{"a":2}]},"b":[]}"#, #"["\ud83d\ude00\/\u00e9"]"#,
            "[[[]]]",
            "\t[1 ,\n2]\r", #"{"":0}"#,
        ])
    func whatIsJSONIsTaken(text: String) throws {
        try StrictJSON.check(Array(text.utf8))
    }

    @Test(
        arguments: [
            "", " ", "{", "[", "[1", "[1,", "[,]", "[1,]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#, "{'a':1}", "1 2", "{}{}",
            "01", "1.", ".5",
            "+1", "1e", "NaN", "Infinity", "tru", "nulll", "\"", "\"\n\"", #""\x""#, #""\ud800""#, #""\ud800\u0041""#, #""\udc00""#,
            #""\u12g4""#,
            "\u{FEFF}{}", "// x\n{}", "{}\0", "[}", "{]", #"{"a":[}"#,
            String(repeating: "[", count: 513) + String(repeating: "]", count: 513),
        ])
    func whatIsNoneIsNot(text: String) {
        #expect(throws: StrictJSON.Flaw.malformed) { try StrictJSON.check(Array(text.utf8)) }
    }

    @Test(
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"b":{},"\u0061":2}"#, #"[{"a":{"b":1,"b":2}}]"#, "{\"\u{E9}\":1,\"e\u{301}\":2}", #"{"":1,"":2}"#,
        ])
    func aNameComesOnce(text: String) {
        #expect(throws: StrictJSON.Flaw.repeatedName) { try StrictJSON.check(Array(text.utf8)) }
    }

    @Test func upToAsDeepAsTheDecoderGoes() throws {
        try StrictJSON.check(Array((String(repeating: "[", count: 512) + String(repeating: "]", count: 512)).utf8))
    }
}
