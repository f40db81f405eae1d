import CallSignaling
import Foundation
import LiveKit
import Testing

@testable import CallServer

/// What the room says now decides; what has been told before does not.
@Suite struct MediaEventTests {
    private let ann = MemberID("m-1")
    private let bob = MemberID("m-2")

    private func people(_ json: String) throws -> [LiveKitParticipant] {
        try JSONDecoder().decode([LiveKitParticipant].self, from: Data(json.utf8))
    }

    private func call(_ events: CallEvent...) throws -> Call {
        var call = try startedCall(.video).call
        for event in events { _ = try call.handle(event, at: arrival + 1) }
        return call
    }

    @Test func whoIsInTheRoomIsInTheCall() throws {
        let call = try call(.accept(Party(bob)))
        let both = try people(#"[{"identity":"m-1","state":"ACTIVE"},{"identity":"m-2","state":"JOINED"},{"identity":"EG_1"}]"#)
        #expect(call.mediaEvents(seeing: both) == [.connectionRestored(ann, .media), .connectionRestored(bob, .media)])
        #expect(
            call.mediaEvents(seeing: try people(#"[{"identity":"m-2","state":"DISCONNECTED"}]"#), left: [bob]).isEmpty, "he was never in")
    }

    @Test func whoRingsIsNotInWhateverTheRoomSays() throws {
        #expect(try call().mediaEvents(seeing: try people(#"[{"identity":"m-2","state":"ACTIVE"}]"#)).isEmpty)
    }

    @Test func onlyWhomTheMediaServerHasSeenIsGone() throws {
        let byREST = try call(.accept(Party(bob)), .connected(Party(ann)), .connected(Party(bob)))
        #expect(byREST.mediaEvents(seeing: []).isEmpty, "they may talk without it")
        #expect(byREST.mediaEvents(seeing: [], left: [bob]) == [.connectionLost(bob, .media)])
        let seen = try call(.accept(Party(bob)), .connectionRestored(ann, .media), .connectionRestored(bob, .media))
        #expect(seen.mediaCount == 2)
        #expect(seen.mediaEvents(seeing: []) == [.connectionLost(ann, .media), .connectionLost(bob, .media)])
        #expect(
            seen.mediaEvents(seeing: try people(#"[{"identity":"m-1","state":"ACTIVE"}]"#), left: [ann]) == [.connectionLost(bob, .media)])
    }

    @Test func flagsChangeOnlyWhereTheyDiffer() throws {
        let call = try call(.accept(Party(bob)), .connected(Party(bob)))
        func change(_ tracks: String, _ source: TrackSource) throws -> CallEvent? {
            call.flagChange(of: try people(#"[{"identity":"m-2","tracks":[\#(tracks)]}]"#)[0], source, toldAt: arrival)
        }
        #expect(try change(#"{"source":"CAMERA"}"#, .camera) == nil)
        #expect(try change(#"{"source":"CAMERA","muted":true}"#, .camera) == .update(Party(bob), MediaChange(isVideoEnabled: false)))
        #expect(try change("", .camera) == .update(Party(bob), MediaChange(isVideoEnabled: false)))
        #expect(try change("", .microphone) == .update(Party(bob), MediaChange(isMuted: true)))
        #expect(try change(#"{"source":"SCREEN_SHARE"}"#, .screenShare) == .update(Party(bob), MediaChange(isScreenSharing: true)))
        #expect(try change("", .screenShareAudio) == nil)
    }

    /// A microphone that opened before a host muted it, told of late, has not been opened again.
    @Test func whatIsToldLateUndoesNoHostsMute() throws {
        let speaking = try people(#"[{"identity":"m-2","tracks":[{"source":"MICROPHONE"}]}]"#)[0]
        let opened = CallEvent.update(Party(bob), MediaChange(isMuted: false))
        let byHost = try call(.accept(Party(bob)), .connected(Party(bob)), .mute(by: Host(ann), bob))
        #expect(byHost.flagChange(of: speaking, .microphone, toldAt: arrival) == nil)
        #expect(byHost.flagChange(of: speaking, .microphone, toldAt: arrival + 1) == nil, "in the same second")
        #expect(byHost.flagChange(of: speaking, .microphone, toldAt: nil) == nil)
        #expect(byHost.flagChange(of: speaking, .microphone, toldAt: arrival + 2) == opened)
        let byHimself = try call(.accept(Party(bob)), .connected(Party(bob)), .update(Party(bob), MediaChange(isMuted: true)))
        #expect(byHimself.flagChange(of: speaking, .microphone, toldAt: arrival) == opened)
    }

    @Test func whoIsOutIsThrownOutAfterAWhile() throws {
        var call = try startedCall().call
        _ = try call.handle(.accept(Party(bob)), at: arrival)
        _ = try call.handle(.deadlinePassed, at: arrival + 31)
        let both = try people(#"[{"identity":"m-1"},{"identity":"m-2"},{"identity":"m-9"}]"#)
        #expect(call.strays(among: both, at: arrival + 40, after: 15).isEmpty)
        #expect(call.strays(among: both, at: arrival + 46, after: 15) == [ann, bob])
    }

    @Test func whoRingsIsThrownOutAtOnce() throws {
        var call = try startedCall().call
        let both = try people(#"[{"identity":"m-1","state":"ACTIVE"},{"identity":"m-2","state":"ACTIVE"}]"#)
        #expect(call.strays(among: both, at: arrival, after: 15) == [bob])
        #expect(call.strays(among: try people(#"[{"identity":"m-2","state":"DISCONNECTED"}]"#), at: arrival, after: 15).isEmpty)
        _ = try call.handle(.accept(Party(bob)), at: arrival)
        #expect(call.strays(among: both, at: arrival + 20, after: 15).isEmpty)
    }

    @Test("the right number of people is no proof while one may be in another's place")
    func roomsWhoseNumbersAreRight() throws {
        let carl = Invitee(Member(id: MemberID("m-3"), name: "Carl"))
        var call = try startedCall().call
        #expect(!call.isToBeLookedInto(seeing: 0, at: arrival) && call.isToBeLookedInto(seeing: 1, at: arrival))
        _ = try call.handle(.accept(Party(bob)), at: arrival)
        for member in [ann, bob] { _ = try call.handle(.connectionRestored(member, .media), at: arrival + 1) }
        #expect(!call.isToBeLookedInto(seeing: 2, at: arrival + 1))
        _ = try call.handle(.connectionLost(bob, .media), at: arrival + 2)
        #expect(call.isToBeLookedInto(seeing: 1, at: arrival + 2), "he may be back, and another gone")
        _ = try call.handle(.connectionRestored(bob, .media), at: arrival + 3)

        _ = try call.handle(.invite(Party(ann), [carl]), at: arrival + 4)
        #expect(call.isToBeLookedInto(seeing: 2, at: arrival + 5), "who rings may have been in before")
        _ = try call.handle(.reject(Party(carl.member.id), .rejected), at: arrival + 6)
        let end = arrival + 6 + call.timeouts.ring + LiveKitRooms.lifetime
        #expect(call.isToBeLookedInto(seeing: 2, at: end - 1) && !call.isToBeLookedInto(seeing: 2, at: end), "as long as tokens last")
        #expect(call.isToBeLookedInto(seeing: 3, at: end))
    }

    @Test func lastEventsAreKnownAndNoMore() {
        let events = KnownEvents()
        for number in 0..<(KnownEvents.limit + 1) { events.insert("EV_\(number)") }
        #expect(!events.contains("EV_0") && events.contains("EV_1") && events.contains("EV_\(KnownEvents.limit)") && !events.contains(""))
    }
}
