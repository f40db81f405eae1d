import CallControl
import CallSignaling
import Foundation
import Testing

/// What apps say of their members, message by message.
@Suite struct PresenceBoardTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let board = PresenceBoard(limits: PresenceLimits(expiry: 100, membersPerChurch: 3, members: 4))

    private func say(
        _ text: String, _ member: String = "anna", in church: String = "grace", isRetained: Bool = false, after seconds: Double = 0
    ) -> PresenceChange? {
        board.note(
            topic: "faithflow/\(church)/presence/\(member)", payload: Array(text.utf8), isRetained: isRetained,
            at: Self.now.addingTimeInterval(seconds))?.2
    }

    private func presence(_ member: String = "anna", in church: String = "grace", after seconds: Double = 0) -> MemberPresence? {
        board.presences(of: [MemberID(member)], in: ChurchID(church), at: Self.now.addingTimeInterval(seconds)).first
    }

    @Test func aLastWillCountsThoughItIsOlder() {
        #expect(say(#"{"online":true,"last_seen":"2027-01-15T07:59:59Z"}"#) == .cameOnline)
        #expect(presence()?.isOnline == true)
        #expect(say(#"{"online":false,"last_seen":"2027-01-15T07:00:00Z"}"#, after: 9) == .wentOffline)
        #expect(presence()?.isOnline == false)
        #expect(presence()?.lastSeen == Self.now.addingTimeInterval(9))
    }

    @Test func whatIsRepeatedChangesNothing() {
        #expect(say(#"{"online":true}"#) == .cameOnline)
        #expect(say(#"{"online":true}"#, after: 5) == nil)
        #expect(say(#"{"online":false}"#, after: 6) == .wentOffline)
        #expect(say(#"{"online":false}"#, after: 7) == nil)
        #expect(say(#"{"online":false}"#, "ben") == nil, "nobody was there to go")
    }

    @Test func retainedMessagesAreAsOldAsTheySay() {
        #expect(say(#"{"online":true,"last_seen":"2027-01-15T07:58:00Z"}"#, isRetained: true) == nil, "two minutes old, and expired")
        #expect(presence()?.isOnline == false)
        #expect(presence()?.lastSeen == Self.now.addingTimeInterval(-120))
        #expect(say(#"{"online":true,"last_seen":"2027-01-15T07:59:30Z"}"#, "ben", isRetained: true) == .cameOnline)
        #expect(presence("ben", after: 69)?.isOnline == true)
        #expect(presence("ben", after: 70)?.isOnline == false)
        #expect(say(#"{"online":true,"last_seen":"2199-01-01T00:00:00Z"}"#, "cleo", isRetained: true) == .cameOnline)
        #expect(presence("cleo")?.lastSeen == Self.now, "no phone's clock is ahead of ours")
    }

    @Test func silenceExpiresWithoutAChange() {
        #expect(say(#"{"online":true}"#) == .cameOnline)
        #expect(presence(after: 99)?.isOnline == true)
        #expect(presence(after: 100)?.isOnline == false)
        #expect(say(#"{"online":false}"#, after: 101) == nil, "he counted as offline before")
    }

    @Test func aMemberIsOnlineWhileADeviceIs() {
        #expect(say(#"{"online":true,"device_id":"phone"}"#) == .cameOnline)
        #expect(say(#"{"online":true,"device_id":"tablet"}"#) == nil)
        #expect(say(#"{"online":false,"device_id":"phone"}"#) == nil)
        #expect(presence()?.isOnline == true)
        #expect(say(#"{"online":false,"device_id":"tablet"}"#) == .wentOffline)
    }

    @Test func theWillOfAReplacedConnectionSaysNothing() {
        #expect(say(#"{"online":true,"device_id":"phone","connection_id":"1"}"#) == .cameOnline)
        #expect(say(#"{"online":true,"device_id":"phone","connection_id":"2"}"#) == nil)
        #expect(say(#"{"online":false,"device_id":"phone","connection_id":"1"}"#) == nil)
        #expect(presence()?.isOnline == true)
        #expect(say(#"{"online":false,"device_id":"phone","connection_id":"2"}"#) == .wentOffline)
    }

    @Test func devicesAreBounded() {
        for number in 0..<100 { _ = say(#"{"online":true,"device_id":"d\#(number)"}"#) }
        for number in 92..<99 { #expect(say(#"{"online":false,"device_id":"d\#(number)"}"#) == nil) }
        #expect(say(#"{"online":false,"device_id":"d99"}"#) == .wentOffline, "the others were put out")
    }

    @Test(arguments: [
        "{}", "[]", "null", "online", #"{"online":"yes"}"#, #"{"online":1}"#, #"{"online":null,"last_seen":"2027-01-15T08:00:00Z"}"#,
        #"{"online":true"#, "\u{0}", #"{"online":true,"note":"\#(String(repeating: "x", count: 4_096))"}"#,
    ])
    func garbageIsIgnored(text: String) {
        #expect(say(text) == nil)
        #expect(board.count == 0)
    }

    @Test(arguments: [#""last_seen":7"#, #""last_seen":"noon""#, #""device_id":[]"#, #""connection_id":"a b""#, #""mood":{"a":1}"#])
    func whatCannotBeReadBesideItIsAbsent(member: String) {
        #expect(say(#"{"online":true,\#(member)}"#) == .cameOnline)
        #expect(presence()?.isOnline == true)
    }

    @Test func otherTopicsAreNoPresence() {
        for topic in ["faithflow/grace/member/anna/call_status", "faithflow/grace/presence/anna/call", "faithflow/grace/presence/a b", "x"]
        {
            #expect(board.note(topic: topic, payload: Array(#"{"online":true}"#.utf8), isRetained: false, at: Self.now) == nil)
        }
        #expect(board.count == 0)
    }

    @Test func anEmptyMessageTakesBackWhatWasSaid() {
        _ = say(#"{"online":true}"#)
        #expect(say("") == nil)
        #expect(presence() == MemberPresence(MemberID("anna")))
        #expect(board.count == 0)
    }

    @Test func churchesAreApart() {
        _ = say(#"{"online":true}"#)
        #expect(presence(in: "hope")?.isOnline == false)
        #expect(board.presences(in: ChurchID("hope"), at: Self.now).isEmpty)
        #expect(board.presences(in: ChurchID("grace"), at: Self.now).map(\.member) == [MemberID("anna")])
    }

    @Test func roomIsBoundedAndMadeByForgettingThoseLongGone() {
        for member in ["anna", "ben", "cleo"] { #expect(say(#"{"online":true}"#, member) == .cameOnline) }
        #expect(say(#"{"online":true}"#, "dan") == nil, "the church is full")
        #expect(say(#"{"online":true}"#, "zoe", in: "hope") == .cameOnline)
        #expect(say(#"{"online":true}"#, "yan", in: "hope") == nil, "all is full")
        #expect((board.count, board.refusedCount) == (4, 2))
        #expect(say(#"{"online":false}"#, "ben", after: 1) == .wentOffline, "whoever is known is still heard")
        #expect(say(#"{"online":true}"#, "anna", after: 90) == nil)
        #expect(say(#"{"online":true}"#, "dan", after: 150) == .cameOnline)
        #expect(board.presences(in: ChurchID("grace"), at: Self.now).map(\.member.rawValue).sorted() == ["anna", "dan"])
        #expect(board.count == 2)
    }
}
