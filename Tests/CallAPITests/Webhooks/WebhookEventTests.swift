import CallControl
import CallSignaling
import Foundation
import Testing

@testable import CallAPI

/// What is told of a call: each line of its story once, always under the same id, its end last.
@Suite struct WebhookEventTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000.125)
    private static let id = CallID("7f9c24e8-3b12-4fef-91e0-1d2c3b4a5f60")

    /// A call of ann's, and what happens to it, a second apart.
    private func call(_ callees: [String] = ["bob"], busy: [String] = [], _ events: [CallEvent] = []) throws -> Call {
        let invitees = (callees + busy).map { Invitee(Self.member($0), isEngaged: busy.contains($0)) }
        let draft = CallDraft(id: Self.id, churchID: ChurchID("grace"), type: .voice, caller: Self.member("ann"), callees: invitees)
        var call = Call.start(draft, at: Self.start).call
        for (index, event) in events.enumerated() { _ = try call.handle(event, at: Self.start + Double(index + 1)) }
        return call
    }

    private static func member(_ id: String) -> Member { Member(id: MemberID(id), name: id.capitalized) }
    private static func party(_ id: String) -> Party { Party(MemberID(id)) }

    /// Type and member of each event.
    private func told(_ call: Call, after seq: Int = 0) throws -> [String] {
        try WebhookEvent.events(of: FollowUp(call, after: seq)).map { event in
            let member = try Self.json(event)["participant"]?["member_id"]?.text
            return event.type.rawValue + (member.map { " \($0)" } ?? "")
        }
    }

    private static func json(_ event: WebhookEvent) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(event.message.body))
    }

    @Test func ofAnAnsweredCall() throws {
        let (ann, bob) = (Self.party("ann"), Self.party("bob"))
        let call = try call(
            ["bob"],
            [.connected(ann), .ringing(bob), .accept(bob), .connected(bob), .update(bob, MediaChange(isMuted: true)), .end(ann, .normal)])
        #expect(
            try told(call) == [
                "call.created ann", "participant.joined ann", "call.ringing bob", "call.accepted bob", "participant.joined bob",
                "participant.updated bob", "call.ended",
            ])
    }

    @Test func ofCallsThatNobodyAnswers() throws {
        let (ann, bob) = (Self.party("ann"), Self.party("bob"))
        #expect(try told(call(["bob"], [.reject(bob, .rejected)])) == ["call.created ann", "call.rejected bob", "call.ended"])
        #expect(try told(call(["bob"], [.reject(bob, .busy)])) == ["call.created ann", "call.busy bob", "call.ended"])
        #expect(try told(call([], busy: ["bob"])) == ["call.created ann", "call.busy bob", "call.ended"])
        #expect(try told(call(["bob"], [.cancel(ann)])) == ["call.created ann", "call.cancelled ann", "call.ended"])
        var missed = try call()
        _ = try missed.handle(.deadlinePassed, at: Self.start + 45)
        #expect(try told(missed) == ["call.created ann", "call.missed bob", "call.ended"])
    }

    @Test func ofAGroup() throws {
        let (ann, bob) = (Self.party("ann"), Self.party("bob"))
        let added = ["dan", "eve"].map { Invitee(Self.member($0)) }
        let call = try call(["bob", "cid"], [.accept(bob), .invite(ann, added), .leave(bob)])
        #expect(
            try told(call) == [
                "call.created ann", "call.accepted bob", "participant.invited dan", "participant.invited eve", "participant.left bob",
            ])
        #expect(try told(call, after: 2) == ["participant.invited dan", "participant.invited eve", "participant.left bob"])
    }

    @Test func idsAndNumbersStay() throws {
        let bob = Self.party("bob")
        let short = try call(["bob"], [.ringing(bob)])
        let long = try call(["bob"], [.ringing(bob), .accept(bob), .end(Self.party("ann"), .normal)])
        let (early, late) = (try WebhookEvent.events(of: FollowUp(short, after: 0)), try WebhookEvent.events(of: FollowUp(long, after: 0)))
        #expect(early.map(\.message.id) == late.prefix(2).map(\.message.id) && early.map(\.number) == late.prefix(2).map(\.number))
        #expect(late.map(\.message.id) == ["1", "2", "3", "4_ended"].map { "evt_\(Self.id)_\($0)" })
        #expect(zip(late, late.dropFirst()).allSatisfy { $0.number < $1.number })
        #expect(Set(late.map(\.message.id)).count == late.count)
    }

    @Test func theCallIsAsRESTShowsIt() throws {
        let call = try call(["bob"], [.accept(Self.party("bob"))])
        let event = try #require(try WebhookEvent.events(of: FollowUp(call, after: 0)).last)
        let json = try Self.json(event)
        let shown = try JSONDecoder().decode(
            JSONValue.self, from: JSONEncoder().encode(CallDetailResponse(call, now: call.events[1].at)))
        #expect(json["call"] == shown)
        #expect(json.keys == ["id", "type", "created_at", "church_id", "by", "call", "participant"])
        #expect(json["by"] == "bob" && json["church_id"] == "grace" && json["created_at"] == "2027-01-15T08:00:01.125Z")
        #expect(!String(decoding: event.message.body, as: UTF8.self).contains("token"))
    }

    /// Each kind of line is either told or known not to be.
    @Test func everyTypeIsWantedByNameOrByAll() {
        let endpoint = WebhookEndpoint(
            id: .make(), churchID: ChurchID("grace"), url: "", events: [.callEnded], secrets: [], createdAt: Self.start)
        #expect(WebhookEventType.allCases.filter(endpoint.wants) == [.callEnded, .test])
        #expect(WebhookEventType.wanted.count == WebhookEventType.allCases.count - 1)
    }
}
