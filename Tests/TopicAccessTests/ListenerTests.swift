import CallSignaling
import Testing
import TopicAccess

/// What a back end may hear at the broker: everything in its churches, nothing else; and that it says nothing.
@Suite struct ListenerTests {
    private let grace = Listener(scope: .only([ChurchID("grace"), ChurchID("hill")]))
    private let every = Listener(scope: .every)

    private static let everyAction: [TopicAction] = [.subscribe, .unsubscribe, .receive]

    @Test(arguments: Anna.audible.sorted() + ["faithflow/grace/member/ben/incoming_call", "faithflow/hill/presence/eve"])
    func `All topics of its churches are heard`(topic: String) {
        for action in Self.everyAction { #expect(grace.access(to: topic, for: action) == .allowed) }
    }

    @Test(arguments: [
        "faithflow/grace/#", "faithflow/grace/member/+/call_status", "faithflow/grace/call/+/signal", "faithflow/hill/+/+/+",
    ])
    func `Wildcards stand below the church`(filter: String) { #expect(grace.access(to: filter, for: .subscribe) == .allowed) }

    @Test(arguments: [
        ("faithflow/hope/#", Denial.foreignChurch), ("faithflow/hope/presence/zoe", .foreignChurch), ("faithflow/Grace/#", .foreignChurch),
        ("faithflow/grace2/#", .foreignChurch), ("faithflow/+/#", .wildcard), ("faithflow/+/presence/+", .wildcard),
        ("faithflow/#", .wildcard),
        ("#", .wildcard), ("+/grace/#", .wildcard), ("+/grace/presence", .unknownTopic), ("faithflow", .unknownTopic), ("", .unknownTopic),
        ("faithflow/grace", .unknownTopic), ("$share/g/faithflow/grace/#", .wildcard), ("$share/g/faithflow/grace/x", .unknownTopic),
        ("$SYS/broker/clients", .unknownTopic), ("/faithflow/grace/x", .unknownTopic), ("faithflow//grace/x", .unknownTopic),
        ("faithflow/gr+ce/x", .unknownTopic), ("faithflow/gra\u{301}ce/x", .unknownTopic), ("FAITHFLOW/grace/x", .unknownTopic),
    ])
    func `Nothing else is heard`(filter: String, why: Denial) {
        for action in Self.everyAction {
            guard case .denied(let found) = grace.access(to: filter, for: action) else {
                Issue.record("\(filter) is allowed")
                continue
            }
            #expect(found == why || action == .receive)
        }
    }

    @Test func `A key for all churches hears them all`() {
        for filter in ["faithflow/hope/#", "faithflow/+/#", "faithflow/+/presence/+"] {
            #expect(every.access(to: filter, for: .subscribe) == .allowed)
        }
        #expect(every.access(to: "faithflow/hope/presence/zoe", for: .receive) == .allowed)
        for filter in ["#", "faithflow/#", "other/+/#", "$SYS/#", "$share/g/faithflow/+/#"] {
            #expect(!every.access(to: filter, for: .subscribe).isAllowed, "\(filter)")
        }
    }

    @Test func `It says nothing`() {
        for topic in Anna.audible.sorted() + ["faithflow/grace/x", "x"] {
            for action in [Anna.publish(), Anna.ringing(), Anna.publish(isRetained: true)] {
                #expect(grace.access(to: topic, for: action) == .denied(.serviceOnly))
                #expect(every.access(to: topic, for: action) == .denied(.serviceOnly))
            }
        }
    }

    @Test(arguments: [
        ("parish-office", true), ("service", true), ("ff-call-anna-17", false), ("faithflow-calls-1", false), ("", false), ("a b", false),
        ("ü", false), (String(repeating: "x", count: 257), false),
    ])
    func `It takes nobody's client id`(id: String, isAllowed: Bool) { #expect(Listener.mayConnect(as: id) == isAllowed) }
}
