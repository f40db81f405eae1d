import CallSignaling
import Foundation
import Testing

@testable import CallControl

/// The published examples are what the code writes.
@Suite("topics/examples")
struct ExampleTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "topics/examples")

    /// What the service publishes beside signals.
    static let notices: Set<String> = ["member_in_call.json", "config_changed.json"]

    @Test("what is retained of who is in a call is as the service writes it")
    func engagement() throws {
        let written = Data(EngagementNotice.text(at: Date(timeIntervalSince1970: 1_769_851_800.125)).utf8)
        let original = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.folder.appending(path: "member_in_call.json")))
        #expect(try JSONSerialization.jsonObject(with: written) as? NSDictionary == original as? NSDictionary)
    }

    @Test("what is retained of the settings is as the service writes it")
    func settings() throws {
        let written = Data(SettingsAnnouncer.text(of: "9f2c4e81ab03d576", at: Date(timeIntervalSince1970: 1_769_851_800.125)).utf8)
        let original = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.folder.appending(path: "config_changed.json")))
        #expect(try JSONSerialization.jsonObject(with: written) as? NSDictionary == original as? NSDictionary)
    }

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
        #expect(Set(files) == Set(SignalType.allCases.map { "\($0.rawValue).json" }).union(Self.notices))
    }
}
