import CallSignaling
import Testing
import TopicAccess

/// What a member may subscribe to, and be sent.
@Suite struct HearingTests {
    @Test(arguments: Anna.audible.sorted())
    func `Her own topics, her church's presences and calls can be heard`(topic: String) throws {
        let anna = try Anna.principal()
        #expect(anna.access(to: topic, for: .subscribe) == .allowed)
        #expect(anna.access(to: topic, for: .unsubscribe) == .allowed)
        // A message's topic has no wildcard, whatever the subscription has.
        #expect(anna.access(to: topic, for: .receive) == (topic.contains("+") ? .denied(.wildcard) : .allowed))
    }

    @Test(arguments: [
        ("faithflow/hope/member/anna/incoming_call", Denial.foreignChurch), ("faithflow/hope/call/\(Anna.call)/signal", .foreignChurch),
        ("faithflow/hope/presence/anna", .foreignChurch), ("faithflow/hope/presence/+", .wildcard),
        ("faithflow/grace/member/ben/incoming_call", .foreignMember), ("faithflow/grace/member/ben/call_status", .foreignMember),
        ("#", .wildcard), ("+/#", .wildcard), ("faithflow/#", .wildcard), ("faithflow/grace/#", .wildcard), ("faithflow/+/#", .wildcard),
        ("faithflow/grace/member/anna/#", .wildcard), ("faithflow/grace/member/anna/+", .wildcard),
        ("faithflow/grace/member/+/incoming_call", .wildcard), ("faithflow/+/member/anna/incoming_call", .wildcard),
        ("+/grace/member/anna/incoming_call", .wildcard), ("faithflow/grace/+/anna/incoming_call", .wildcard),
        ("faithflow/grace/call/+/signal", .wildcard), ("faithflow/grace/call/+/participants", .wildcard),
        ("faithflow/grace/call/\(Anna.call)/+", .wildcard), ("faithflow/grace/call/\(Anna.call)/#", .wildcard),
        ("faithflow/grace/presence/#", .wildcard), ("faithflow/grace/presence/+/", .wildcard), ("faithflow/+/presence/+", .wildcard),
        ("faithflow/grace/presence/an+", .wildcard), ("faithflow/+/presence/+/call", .wildcard),
        ("faithflow/grace/presence/ben/calls", .unknownTopic),
        ("faithflow/hope/presence/ben/call", .foreignChurch), ("faithflow/grace/presence/+/+", .wildcard),
        ("faithflow/hope/config", .foreignChurch), ("faithflow/+/config", .wildcard),
        ("faithflow/grace/config/x", .unknownTopic),
        ("/faithflow/grace/presence/+", .wildcard),
        ("$share/g/faithflow/grace/presence/+", .wildcard), ("$share/g/faithflow/grace/member/anna/incoming_call", .unknownTopic),
        ("$share/faithflow-calls/faithflow/+/call/+/signal", .wildcard), ("$SYS/#", .wildcard), ("$SYS/broker/uptime", .unknownTopic),
        ("$CONTROL/dynamic-security/v1", .unknownTopic), ("faithflow/grace/member/ben/webrtc", .foreignMember),
        ("faithflow/hope/member/anna/webrtc", .foreignChurch),
        ("faithflow/grace/member/+/webrtc", .wildcard), ("faithflow/grace/member/anna/media", .unknownTopic),
        ("faithflow/grace/member/anna", .unknownTopic), ("faithflow/grace/member/anna/incoming_call/", .unknownTopic),
        ("faithflow/grace/member/anna/incoming_call/x", .unknownTopic), ("faithflow//member/anna/incoming_call", .unknownTopic),
        ("/faithflow/grace/member/anna/incoming_call", .unknownTopic), ("faithflow/grace/member//incoming_call", .unknownTopic),
        ("faithflow/grace/presence/", .unknownTopic), ("faithflow/grace/presence", .unknownTopic), ("faithflow/grace", .unknownTopic),
        ("Faithflow/grace/presence/ben", .unknownTopic), ("faithflow/GRACE/presence/ben", .foreignChurch), ("", .unknownTopic),
        ("faithflow/grace/call/\(Anna.call.uppercased())/signal", .unknownTopic), ("faithflow/grace/call/x/signal", .unknownTopic),
        ("faithflow/grace/call/\(Anna.call)0/signal", .unknownTopic), ("faithflow/grace/call//signal", .unknownTopic),
        ("faithflow/grace/presence/ben\u{0}", .unknownTopic), ("faithflow/grace/presence/ben\n", .unknownTopic),
        ("faithflow/grace/presence/b e n", .unknownTopic),
        ("faithflow/grace/presence/" + String(repeating: "b", count: 129), .unknownTopic),
    ])
    func `Nothing else can`(topic: String, why: Denial) throws {
        let anna = try Anna.principal()
        #expect(anna.access(to: topic, for: .subscribe) == .denied(why))
        #expect(anna.access(to: topic, for: .unsubscribe) == .denied(why))
        #expect(anna.access(to: topic, for: .receive) == .denied(why))
        #expect(!anna.access(to: topic, for: Anna.ringing()).isAllowed)
    }

    /// Swift holds both to be the same text.
    @Test func `A topic that is merely equivalent in Unicode is another`() throws {
        let kate = try Anna.principal("Kings", "Kate")
        #expect(kate.access(to: "faithflow/Kings/member/Kate/call_status", for: .subscribe) == .allowed)
        for topic in [
            "faithflow/Kings/member/\u{212A}ate/call_status", "faithflow/\u{212A}ings/presence/+", "faithflow/\u{212A}ings/presence/Kate",
        ] {
            #expect(!kate.access(to: topic, for: .subscribe).isAllowed)
        }
        #expect(kate.isNamed("Kate") && !kate.isNamed("\u{212A}ate"))
    }

    @Test(arguments: [Topic.incomingCall, Topic.callStatus, Topic.webRTC])
    func `Every topic the service writes to her is hers to hear`(make: @Sendable (ChurchID, MemberID) -> Topic) throws {
        let topic = make(ChurchID(Anna.church), MemberID(Anna.member)).name
        #expect(try Anna.principal().access(to: topic, for: .receive) == .allowed)
    }

    @Test(arguments: ["", "+", "#", "a/b", "a b", "ä", String(repeating: "x", count: 129)])
    func `An id that could not stand in a topic makes no principal`(id: String) {
        #expect(Principal(churchID: ChurchID(id), memberID: MemberID("anna")) == nil)
        #expect(Principal(churchID: ChurchID("grace"), memberID: MemberID(id)) == nil)
    }
}
