import CallControl
import CallSignaling
import Foundation
import Push
import Testing

@testable import CallServer

/// What a push says: enough to ring, nothing that lets anybody into the room, and no more than each vendor takes.
@Suite struct PushContentTests {
    private static let start = Date(timeIntervalSince1970: 1_769_851_800)

    private func call(avatar: String? = "https://pictures.example.org/ann.jpg", callees: Int = 1)
        -> Call
    {
        let draft = CallDraft(
            id: CallID("3f2504e0-4f89-41d3-9a0c-0305e82c3301"), churchID: "grace", type: .video,
            caller: Member(id: "ann", name: "Ann Ånd", avatar: avatar),
            callees: (0..<callees).map {
                Invitee(
                    Member(
                        id: MemberID("bob\($0)" + String(repeating: "x", count: callees > 1 ? 120 : 0)),
                        name: "Bob"))
            },
            mediaURL: "wss://livekit.example.org")
        return Call.start(draft, at: Self.start).call
    }

    private func content(_ purpose: PushOrder.Purpose, _ call: Call) throws -> PushContent {
        let callee = try #require(call.callees.first)
        let order = PushOrder(purpose, member: callee.id, device: "d", inviteSeq: callee.inviteSeq ?? 0)
        return try #require(try PushContent(order, of: call, until: Self.start.addingTimeInterval(45)))
    }

    private func changed(_ call: Call, _ event: CallEvent) throws -> Call {
        var call = call
        _ = try call.handle(event, at: Self.start.addingTimeInterval(5))
        return call
    }

    @Test func inviteHasTheKeysOfTheSignal() throws {
        let content = try content(.invite, call())
        let keys = [
            "call_id", "call_type", "callee_ids", "caller", "community_id", "community_name",
            "expires_at", "livekit_url", "room_name", "seq",
            "signal_id", "timestamp", "type",
        ]
        #expect(content.fields.keys.sorted() == keys)
        #expect(
            content.fields["type"] == "call_invite" && content.fields["caller"]?["name"] == "Ann Ånd")
        let apns = try content.apns()
        #expect(
            apns.kind == .voip && apns.expiresAt == Self.start.addingTimeInterval(45)
                && apns.collapseID == "3f2504e0-4f89-41d3-9a0c-0305e82c3301")
        let payload = try JSONValue(json: String(decoding: apns.payload, as: UTF8.self))
        #expect(payload["aps"] == .object([:]) && payload["room_name"] == content.fields["room_name"])
        let data = try content.fcm().data
        #expect(
            data["call_type"] == "video" && data["callee_ids"] == #"["bob0"]"#
                && data["community_id"] == nil && data["seq"] == "1")
        #expect(
            data["caller"]
                == #"{"avatar":"https://pictures.example.org/ann.jpg","id":"ann","name":"Ann Ånd"}"#)
        let expo = content.expo()
        #expect(
            expo.title == "Ann Ånd" && expo.body == "Incoming video call" && expo.isAudible
                && expo.channelID == "calls")
    }

    @Test func missedCallIsShown() throws {
        for (event, reason) in [
            (CallEvent.cancel(Party("ann")), "cancelled"), (.end(Party("ann"), .normal), "cancelled"),
        ] {
            let content = try content(.missed, try changed(call(), event))
            #expect(
                content.fields["type"] == "call_missed" && content.fields["reason"] == .string(reason))
            let apns = try content.apns()
            #expect(apns.kind == .alert && apns.expiresAt == Self.start.addingTimeInterval(5 + 86_400))
            let aps = try JSONValue(json: String(decoding: apns.payload, as: UTF8.self))["aps"]
            #expect(aps?["alert"]?["title"] == "Missed call" && aps?["alert"]?["body"] == "Ann Ånd")
            #expect(content.expo().title == "Missed call" && content.expo().channelID == "missed_calls")
        }
    }

    @Test func stoppingIsNeverSeenAndNeverACancelToWhoAnswered() throws {
        let callee = Party("bob0", on: .named("pixel"))
        let accepted = try content(.stop, try changed(call(), .accept(callee)))
        #expect(
            accepted.fields["type"] == "call_answered_elsewhere"
                && accepted.fields["device_id"] == "pixel")
        let declined = try content(.stop, try changed(call(), .reject(callee, .rejected)))
        #expect(
            declined.fields["type"] == "call_cancel" && declined.fields["reason"] == "declined_elsewhere")
        for content in [accepted, declined] {
            let apns = try content.apns()
            #expect(
                apns.kind == .background
                    && String(decoding: apns.payload, as: UTF8.self).contains(
                        #""aps":{"content-available":1}"#)
            )
            #expect(content.expo().title == nil && content.expo().channelID == nil)
        }
    }

    @Test func whatIsTooLargeLosesWhatIsDispensable() throws {
        let large = call(
            avatar: "https://pictures.example.org/" + String(repeating: "a", count: 4_000), callees: 30)
        let content = try content(.invite, large)
        #expect(content.fields["callee_ids"] == nil && content.fields["caller"]?["avatar"] == .null)
        #expect(content.fields["room_name"] != nil)
        let apns = try content.apns()
        #expect(apns.payload.count < apns.largestPayload)
        let many = try self.content(.invite, call(callees: 30))
        #expect(many.fields["callee_ids"] == nil && many.fields["caller"]?["avatar"] != .null)
    }
}
