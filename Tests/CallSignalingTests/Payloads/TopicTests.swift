import CallSignaling
import Foundation
import Testing

/// The one place that knows topic names.
@Suite("Topics")
struct TopicTests {
    static let names: [(Topic, String)] = [
        (.incomingCall(.grace, .bob), "faithflow/grace/member/bob/incoming_call"),
        (.callStatus(.grace, .bob), "faithflow/grace/member/bob/call_status"),
        (.signal(.grace, .story), "faithflow/grace/call/\(CallID.story)/signal"),
        (.participants(.grace, .story), "faithflow/grace/call/\(CallID.story)/participants"),
        (.presence(.grace, .bob), "faithflow/grace/presence/bob"),
        (.engagement(.grace, .bob), "faithflow/grace/presence/bob/call"),
        (.webRTC(.grace, .bob), "faithflow/grace/member/bob/webrtc"),
        (.settings(.grace), "faithflow/grace/config"),
    ]

    @Test("have CONTRACT's names, and are known by them", arguments: names)
    func known(_ topic: Topic, name: String) {
        #expect(topic.name == name)
        #expect(Topic(name: name) == topic)
    }

    @Test("are those of the templates, and of topics/asyncapi.yaml")
    func templates() throws {
        #expect(Set(Self.names.map(\.0.template)) == Set(TopicTemplate.allCases))
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let document = try String(contentsOf: root.appending(path: "topics/asyncapi.yaml"), encoding: .utf8)
        let addresses = document.matches(of: /(?m)^ {4}address: (.+)$/).map { String($0.output.1) }
        #expect(addresses.sorted() == TopicTemplate.allCases.map(\.address).sorted())
    }

    @Test(
        "what is none of ours",
        arguments: [
            "", "faithflow", "faithflow/grace", "faithflow/grace/config/", "faithflow/grace/config/bob", "faithflow//config",
            "faithflow/+/config",
            "other/grace/presence/bob", "/faithflow/grace/presence/bob", "faithflow/grace/presence",
            "faithflow/grace/presence/bob/", "faithflow/grace/presence/bob/x", "faithflow//presence/bob", "faithflow/grace/presence/",
            "faithflow/+/presence/bob", "faithflow/grace/presence/#", "faithflow/grace/member/+/call_status", "faithflow/grace/member/bob/",
            "faithflow/grace/member/bob/other", "faithflow/grace/member/bob", "faithflow/grace/call/not-a-uuid/signal",
            "faithflow/grace/call/\(CallID.story)/other", "faithflow/grace/call/\(CallID.story)", "faithflow/grace/room/bob/signal",
            "Faithflow/grace/presence/bob", "faithflow/grace/presence/b\u{0}b", "faithflow/grace/presence/bób",
        ])
    func unknown(_ name: String) {
        #expect(Topic(name: name) == nil)
    }

    @Test("filters")
    func filters() {
        #expect(Topic.everySignal == "faithflow/+/call/+/signal")
        #expect(Topic.everyPresence == "faithflow/+/presence/+")
        #expect(Topic.everyEngagement == "faithflow/+/presence/+/call")
        #expect(Topic.everything(in: .grace) == "faithflow/grace/#")
        #expect(Topic.everything() == "faithflow/+/#")
    }
}
