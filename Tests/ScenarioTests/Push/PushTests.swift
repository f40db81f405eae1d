import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// Phones that sleep are woken through their vendors, as long as there is something to wake them for.
@Suite(
    "Pushes", .enabled(if: TestVendors.isAvailable && TestMongod.isAvailable), .timeLimit(.minutes(3))
)
struct PushTests {
    @Test("a phone that does not acknowledge is woken, and told that the call was missed")
    func woken() async throws {
        try await PushFixture.with { fixture in
            try await fixture.registerBen()
            let (anna, ben) = (fixture.church.phone(0), fixture.church.phone(1))
            let call = try await anna.ring([ben], type: "video")
            let began = Date().timeIntervalSince1970
            let invites = try await fixture.vendors.requests {
                $0.count { $0.type == "call_invite" } == 3
            }
            #expect(invites.flatMap(\.problems) == [])
            #expect(Set(invites.map(\.token)) == [fixture.voip, fixture.fcm, fixture.expo, "oauth"])
            for invite in invites where invite.token != "oauth" {
                let prefix = invite.vendor == "apns" ? "" : "data."
                #expect(
                    invite.fields["\(prefix)call_id"] == call
                        && invite.fields["\(prefix)call_type"] == "video")
                #expect(invite.fields["\(prefix)room_name"] == "faithflow_\(fixture.church.id)_\(call)")
                #expect(
                    !invite.fields.keys.contains { $0.contains("token") && $0 != "token" }
                        && !"\(invite.fields)".contains("eyJ"))
                #expect(invite.at - began < 10)
            }
            #expect(
                invites.first { $0.vendor == "fcm" && $0.token != "oauth" }?.fields["data.caller"]?
                    .contains("Anna") == true)
            #expect(invites.first { $0.vendor == "expo" }?.fields["data.caller.name"] == "Anna")
            #expect(invites.first { $0.vendor == "expo" }?.fields["title"] == "Anna")
            try await anna.must("cancel", call)
            let all = try await fixture.vendors.requests { $0.count { $0.type == "call_missed" } == 3 }
            #expect(all.flatMap(\.problems) == [])
            let missed = all.filter { $0.type == "call_missed" }
            #expect(Set(missed.map(\.token)) == [fixture.alert, fixture.fcm, fixture.expo])
            #expect(missed.first { $0.vendor == "apns" }?.headers["apns-push-type"] == "alert")
            #expect(missed.first { $0.vendor == "apns" }?.fields["aps.alert.body"] == "Anna")
        }
    }

    @Test(
        "a phone that acknowledges in time is left alone; when it answers the others are told to stop only if they rang"
    )
    func acknowledged() async throws {
        try await PushFixture.with(["PUSH_DELAY_SECONDS": "3"]) { fixture in
            try await fixture.registerBen()
            let (anna, ben) = (fixture.church.phone(0), fixture.church.phone(1, device: "pixel"))
            let call = try await anna.ring([ben])
            try await ben.must("ringing", call)
            try await letTimePass(until: Date() + 3.2)
            try await ben.must("accept", call)
            try await fixture.awaitErrands()
            #expect(try fixture.vendors.requests().isEmpty)
            try await anna.must("end", call)
        }
    }

    @Test(
        "a vendor that fails is tried again, and nothing is sent any more once the call is answered")
    func answeredMeanwhile() async throws {
        try await PushFixture.with { fixture in
            try await fixture.registerBen()
            let (anna, ben) = (fixture.church.phone(0), fixture.church.phone(1, device: "pixel"))
            try fixture.vendors.answer(["*": [["status": 503, "always": true]]])
            let call = try await anna.ring([ben])
            let tried = try await fixture.vendors.requests { $0.count { $0.token == fixture.voip } >= 2 }
            #expect(tried.allSatisfy { $0.status == 503 && $0.problems.isEmpty })
            try await ben.must("accept", call)
            let answered = Date().timeIntervalSince1970
            try fixture.vendors.answer([:])
            try await fixture.awaitErrands()
            let sent = try fixture.vendors.requests().filter { $0.at > answered }
            #expect(
                !sent.contains { $0.type == "call_invite" && $0.status == 200 && $0.at > answered + 0.5 })
            let stops = sent.filter { $0.type == "call_answered_elsewhere" }
            // Expo's token is the main backend's, and so perhaps that of the phone that answered.
            #expect(
                Set(stops.map(\.token)) == [fixture.alert]
                    && stops.allSatisfy { $0.problems.isEmpty })
        }
    }

    @Test("silence and failures are tried again until the ring time is over, and not a moment longer")
    func untilTheDeadline() async throws {
        try await PushFixture.with(["RING_TIMEOUT_SECONDS": "6"]) { fixture in
            try await fixture.registerBen()
            try fixture.vendors.answer([
                fixture.voip: [["status": 500, "always": true]],
                fixture.fcm: [["status": 503], ["status": 500]],
                fixture.expo: [["status": 429, "headers": ["retry-after": "2"]]],
            ])
            let (anna, ben) = (fixture.church.phone(0), fixture.church.phone(1))
            let call = try await anna.ring([ben])
            let document = try #require(try await fixture.church.document(call))
            let deadline = try #require(document["deadline"]?.date).timeIntervalSince1970
            let all = try await fixture.vendors.requests {
                $0.count { $0.type == "call_missed" && $0.status == 200 } == 3
            }
            let invites = all.filter { $0.type == "call_invite" }
            #expect(invites.allSatisfy { $0.at < deadline + 0.1 && $0.problems.isEmpty })
            #expect(invites.count { $0.token == fixture.voip } >= 3)
            #expect(invites.filter { $0.token == fixture.fcm }.map(\.status) == [503, 500, 200])
            let expo = invites.filter { $0.token == fixture.expo }
            #expect(expo.map(\.status) == [429, 200] && expo[1].at - expo[0].at >= 1.9)
            try await fixture.awaitErrands()
        }
    }

    @Test("tokens that are dead are forgotten, those of the main backend disregarded")
    func deadTokens() async throws {
        try await PushFixture.with { fixture in
            try await fixture.registerBen()
            let later = Int(Date().timeIntervalSince1970 * 1_000) + 60_000
            try fixture.vendors.answer([
                fixture.voip: [["status": 410, "reason": "Unregistered", "timestamp": later]],
                fixture.fcm: [["status": 404, "reason": "UNREGISTERED"]],
                fixture.expo: [["ticket": "DeviceNotRegistered"]],
            ])
            let (anna, ben) = (fixture.church.phone(0), fixture.church.phone(1))
            let call = try await anna.ring([ben])
            try await fixture.vendors.requests { $0.count { $0.type == "call_invite" } == 3 }
            let own = fixture.church.collection("push_devices")
            while try await own.count(["dead_at": ["$exists": true]]) < 3 {
                try await letTimePass(until: Date() + 0.02)
            }
            #expect(
                try await own.find(["token": ["$exists": true]]).compactMap { $0["token"]?.string } == [
                    fixture.alert
                ])
            #expect(try await fixture.church.collection("device_tokens").count() == 1, "it is not ours")
            try await anna.must("cancel", call)
            try await fixture.vendors.requests { $0.contains { $0.type == "call_missed" } }
            try await fixture.awaitErrands()
            let missed = try fixture.vendors.requests().filter { $0.type == "call_missed" }
            #expect(missed.map(\.token) == [fixture.alert])
        }
    }

    @Test(
        "what was to be sent when the service was killed is sent after its restart; a vendor that hangs holds up no ring"
    )
    func killed() async throws {
        try await PushFixture.with(["PUSH_DELAY_SECONDS": "2"]) { fixture in
            try await fixture.registerBen()
            let (anna, ben) = (fixture.church.phone(0), fixture.church.phone(1))
            fixture.vendors.pause()
            let began = ContinuousClock.now
            let call = try await anna.ring([ben])
            #expect(ContinuousClock.now - began < .seconds(5))
            while try await fixture.church.collection("errands").count(["kind": "push"]) < 3 {
                try await letTimePass(until: Date() + 0.02)
            }
            fixture.deployment.service.process.stop()
            let restarted = try await fixture.deployment.service.restarted()
            defer { restarted.process.stop() }
            fixture.vendors.resume()
            let sent = try await fixture.vendors.requests(within: 30) {
                $0.count { $0.type == "call_invite" && $0.status == 200 } >= 3
            }
            #expect(
                Set(sent.map(\.token)) == [fixture.voip, fixture.fcm, fixture.expo, "oauth"]
                    && sent.flatMap(\.problems).isEmpty)
            try await fixture.church.phone(0, of: restarted).must("cancel", call)
        }
    }
}
