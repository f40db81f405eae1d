import CallControl
import CallSignaling
import Foundation
import Testing

/// The published examples are what the code writes.
@Suite("topics/examples")
struct ExampleTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "topics/examples")

    @Test("every signal type has one, which decodes and re-encodes to the same JSON", arguments: SignalType.allCases)
    func roundTrip(type: SignalType) throws {
        let bytes = try Data(contentsOf: Self.folder.appending(path: "\(type.rawValue).json"))
        let payload = try SignalJSON.decode(bytes)
        #expect(payload.body.type == type)
        let again = try JSONSerialization.jsonObject(with: Data(SignalJSON.encode(payload).utf8)) as? NSDictionary
        let original = try JSONSerialization.jsonObject(with: bytes) as? NSDictionary
        #expect(original != nil && again == original)
    }

    @Test("there is an example of nothing else")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".json") }
        #expect(Set(files) == Set(SignalType.allCases.map { "\($0.rawValue).json" }))
    }
}
