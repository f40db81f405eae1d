import MQTT
import Testing

@Suite("Topic filters")
struct TopicFilterTests {
    @Test(
        "are accepted",
        arguments: [
            "a", "+", "#", "/", "a/+/b", "a/#", "+/+", "/+", "+/#", "$SYS/#", "$share/g/a", "$share/g/#", "$share/g//a", "$shared/a",
        ])
    func accepted(_ string: String) throws {
        #expect(try TopicFilter(validating: string).string == string)
    }

    @Test(
        "are refused",
        arguments: [
            "", "a#", "#/a", "a/#/b", "a+", "a/+b", "+a/b", "a\u{0}", "$share", "$share/g", "$share//a", "$share/g/", "$share/+/a",
            "$share/g#/a",
            "##", "++",
        ])
    func refused(_ string: String) {
        let error = #expect(throws: MQTTError.self) { try TopicFilter(validating: string) }
        #expect(error?.code == .invalidFilter)
    }

    @Test(
        "match",
        arguments: [
            ("a/b", "a/b"), ("a/+", "a/b"), ("+", "a"), ("#", "a"), ("#", "a/b/c"), ("a/#", "a"), ("a/#", "a/b/c"), ("+/+", "/a"),
            ("/+", "/a"),
            ("a/+/c", "a//c"), ("a/+", "a/"), ("+/#", "a"), ("$SYS/#", "$SYS/x"), ("$SYS/+", "$SYS/x"), ("$share/g/a/+", "a/b"),
            ("$share/g/#", "a/b"), ("a/+/#", "a/b"), ("/", "/"), ("#", "/"), ("calls/+/m1/+", "calls/c1/m1/status"),
        ])
    func matching(_ filter: String, _ name: String) throws {
        #expect(try TopicFilter(validating: filter).matches(TopicName(validating: name)))
    }

    @Test(
        "do not match",
        arguments: [
            ("a/b", "a"), ("a/b", "a/b/c"), ("a", "A"), ("+", "a/b"), ("+", "/a"), ("a/+", "a"), ("a/#", "ab"), ("#", "$SYS/x"),
            ("+/x", "$SYS/x"),
            ("+/#", "$SYS/x"), ("$share/g/#", "$SYS/x"), ("$share/g/a", "$share/g/a"), ("a/+/#", "a"), ("/", "a"), ("a//b", "a/b"),
        ])
    func notMatching(_ filter: String, _ name: String) throws {
        #expect(try !TopicFilter(validating: filter).matches(TopicName(validating: name)))
    }

    @Test("know their share group")
    func shareGroup() throws {
        #expect(try TopicFilter(validating: "$share/workers/a/b").shareGroup == "workers")
        #expect(try TopicFilter(validating: "a/b").shareGroup == nil)
    }
}
