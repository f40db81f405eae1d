import MQTT
import Testing

@Suite("Topic names")
struct TopicNameTests {
    @Test("are accepted", arguments: ["a", "/", "a/b", "/a", "a/", "church/ü/member", "$SYS/broker"])
    func accepted(_ string: String) throws {
        #expect(try TopicName(validating: string).string == string)
    }

    @Test("are refused", arguments: ["", "a/+", "#", "a/#/b", "a+b", "a\u{0}b"])
    func refused(_ string: String) {
        let error = #expect(throws: MQTTError.self) { try TopicName(validating: string) }
        #expect(error?.code == .invalidTopic)
    }

    @Test("have at most 65,535 bytes")
    func length() throws {
        let longest = String(repeating: "x", count: 65_535)
        #expect(try TopicName(validating: longest).string == longest)
        #expect(throws: MQTTError.self) { try TopicName(validating: longest + "x") }
        #expect(throws: MQTTError.self) { try TopicFilter(validating: longest + "x") }
    }
}
