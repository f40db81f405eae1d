import CallSignaling
import Foundation
import Testing

@testable import CallControl

@Suite("Payloads written straight are those of the Codable form")
struct SignalJSONTests {
    /// Names that people have, and some that only an attacker has.
    private static let names =
        ["Anna Wijaya", "", "Łukasz 🙏🏽 \u{200D}", "a\"b\\c/d", "é\u{301}\u{0}", "\u{7F}\u{80}\u{2028}\u{2029}\u{FEFF}\u{10FFFF}"]
        + (0..<0x30).map { "x" + String(UnicodeScalar(UInt8($0))) + "y" }

    private static func payloads(_ name: String, _ folder: URL) throws -> [SignalPayload] {
        try SignalType.allCases.map { type in
            var object = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "\(type.rawValue).json"))) as? [String: Any])
            for key in ["callee_name", "participant_name", "community_name", "livekit_url", "room_name"] where object[key] != nil {
                object[key] = name
            }
            for key in ["caller", "participant"] where object[key] != nil { object[key] = ["id": "anna", "name": name, "avatar": name] }
            if object["community_id"] != nil { object["community_id"] = "youth" }
            return try JSONDecoder().decode(SignalPayload.self, from: JSONSerialization.data(withJSONObject: object))
        }
    }

    @Test("for every type and any name")
    func equal() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../topics/examples").standardized
        for name in Self.names {
            for payload in try Self.payloads(name, folder) {
                #expect(try SignalJSON.encode(payload) == SignalJSON.encodeAsCodable(payload), "\(payload.body.type)")
            }
        }
    }

    @Test("for what calls publish, with and without what may be absent")
    func published() throws {
        var number = 0
        for callees in [["ben"], ["ben", "chloe"]] {
            for avatar in [nil, "https://pictures.example.org/ä?x=1&y=/"] {
                let people = (["anna"] + callees).map { Member(id: MemberID($0), name: $0.capitalized, avatar: avatar) }
                let draft = CallDraft(
                    id: CallID("c-\(number)"), churchID: ChurchID("grace"), type: .voice, caller: people[0],
                    callees: people.dropFirst().map { Invitee($0) })
                var (call, signals) = Call.start(draft, at: Date(timeIntervalSince1970: 1_767_268_800.125))
                let now = call.initiatedAt.addingTimeInterval(0.001)
                let ben = Party(MemberID("ben"))
                let anna = Party(MemberID("anna"))
                for event in [CallEvent.ringing(ben), .accept(ben), .connected(anna), .connected(ben), .leave(ben), .end(anna, .normal)] {
                    do throws(CallConflict) { signals += try call.handle(event, at: now) } catch { continue }
                }
                #expect(signals.count >= 5)
                for signal in signals { #expect(try SignalJSON.encode(signal.payload) == SignalJSON.encodeAsCodable(signal.payload)) }
                number += 1
            }
        }
    }
}
