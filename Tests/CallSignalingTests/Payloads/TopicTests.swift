import CallSignaling
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
    ]

    @Test("have CONTRACT's names, and are known by them", arguments: names)
    func known(_ topic: Topic, name: String) {
        #expect(topic.name == name)
        #expect(Topic(name: name) == topic)
    }

    @Test(
        "what is none of ours",
        arguments: [
            "", "faithflow", "faithflow/grace", "other/grace/presence/bob", "/faithflow/grace/presence/bob", "faithflow/grace/presence",
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
        #expect(Topic.everything(in: .grace) == "faithflow/grace/#")
        #expect(Topic.everything() == "faithflow/+/#")
    }
}
