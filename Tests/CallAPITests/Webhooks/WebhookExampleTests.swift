import CallControl
import CallSignaling
import Foundation
import Testing

@testable import CallAPI

/// The examples in `docs/webhooks` are what is sent. `FAITHFLOW_WRITE_DOCUMENTS=1 swift test --filter WebhookExample` writes them.
@Suite struct WebhookExampleTests {
    private static let start = Date(timeIntervalSince1970: 1_769_851_800.125)
    private static let id = CallID("7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60")
    private static let folder: URL = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "docs/webhooks")
    }()

    private static func member(_ id: String) -> Member {
        Member(id: MemberID(id), name: id.capitalized, avatar: "https://photos.example.org/\(id).jpg")
    }

    /// What is told of a call of Anna's to which the events happen, a second apart.
    private static func told(_ events: [CallEvent], busy: Bool = false) throws -> [WebhookEvent] {
        let draft = CallDraft(
            id: id, churchID: ChurchID("demo"), type: .video, caller: member("anna"), callees: [Invitee(member("ben"), isEngaged: busy)])
        var call = Call.start(draft, at: start).call
        return try WebhookEvent.events(of: FollowUp(call, after: 0))
            + events.enumerated().flatMap { index, event in
                let seq = call.eventSeq
                _ = try call.handle(event, at: start + Double(index + 1))
                return try WebhookEvent.events(of: FollowUp(call, after: seq))
            }
    }

    /// One of each type.
    private static func examples() throws -> [WebhookEventType: [UInt8]] {
        let (anna, ben) = (Party(MemberID("anna")), Party(MemberID("ben")))
        let chloe = Invitee(member("chloe"))
        let long: [CallEvent] = [
            .ringing(ben), .accept(ben), .connected(anna), .connected(ben), .update(ben, MediaChange(isMuted: true)),
            .connectionLost(ben.member, .media), .connectionRestored(ben.member, .media), .invite(anna, [chloe]), .leave(ben),
            .end(anna, .normal),
        ]
        let stories = [
            try told(long), try told([.reject(ben, .rejected)]), try told([.cancel(anna)]), try told([], busy: true), try missed(),
        ]
        var examples: [WebhookEventType: [UInt8]] = [:]
        for event in stories.joined() where examples[event.type] == nil { examples[event.type] = event.message.body }
        return examples
    }

    private static func missed() throws -> [WebhookEvent] {
        let draft = CallDraft(id: id, churchID: ChurchID("demo"), type: .video, caller: member("anna"), callees: [Invitee(member("ben"))])
        var call = Call.start(draft, at: start).call
        _ = try call.handle(.deadlinePassed, at: start + 45)
        return try WebhookEvent.events(of: FollowUp(call, after: 1))
    }

    @Test func eachTypeHasTheExampleThatIsSent() throws {
        let examples = try Self.examples()
        #expect(Set(examples.keys) == Set(WebhookEventType.wanted))
        for (type, body) in examples {
            let file = Self.folder.appending(path: "\(type.rawValue).json")
            let value = try JSONDecoder().decode(JSONValue.self, from: Data(body))
            if ProcessInfo.processInfo.environment["FAITHFLOW_WRITE_DOCUMENTS"] != nil {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                try (try encoder.encode(value) + Data("\n".utf8)).write(to: file)
            }
            let written = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: file))
            #expect(written == value, "\(type.rawValue)")
        }
    }

    @Test func soHasTheTest() throws {
        let file = Self.folder.appending(path: "\(WebhookEventType.test.rawValue).json")
        let written = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: file))
        let endpoint = WebhookEndpoint(id: .make(), churchID: ChurchID("demo"), url: "", secrets: [], createdAt: Self.start)
        let sent = try JSONDecoder().decode(JSONValue.self, from: Data(WebhookMessage.test(of: endpoint, at: Self.start).body))
        #expect(written.keys == sent.keys && written["type"] == sent["type"] && written["created_at"] == sent["created_at"])
    }
}
