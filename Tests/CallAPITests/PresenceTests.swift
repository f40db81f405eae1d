import CallControl
import CallSignaling
import CallStorage
import Foundation
import HTTPTypes
import Testing

/// Who of a church is online and in a call, as members may see it.
@Suite struct PresenceTests {
    private static func say(_ online: Bool, _ member: String, in church: String = "grace", to service: TestService) {
        service.presence.note(
            topic: "faithflow/\(church)/presence/\(member)", payload: Array(#"{"online":\#(online)}"#.utf8), isRetained: false,
            at: service.clock.now())
    }

    private static func inCall(_ answer: Answer) -> [String: Bool?] {
        let items = answer["presences"]?.items ?? []
        return Dictionary(items.map { ($0["member_id"]?.text ?? "", $0["in_call"]?.flag) }) { first, _ in first }
    }

    @Test func aWholeChurchIsListed() async throws {
        let service = TestService()
        Self.say(true, "bob", to: service)
        Self.say(false, "eve", to: service)
        Self.say(true, "zoe", in: "hope", to: service)
        try await service.run { client in
            #expect(
                try await client.ask(.get, "/api/presence", as: "ann").json == [
                    "presences": [
                        ["member_id": "bob", "online": true, "last_seen": "2027-01-15T08:00:00.125Z", "in_call": false],
                        ["member_id": "eve", "online": false, "last_seen": "2027-01-15T08:00:00.125Z", "in_call": false],
                    ], "server_time": "2027-01-15T08:00:00.125Z",
                ])
            let call = try await client.ring("cid")
            let list = try await client.ask(.get, "/api/presence", as: "dan")
            #expect(Self.inCall(list) == ["ann": true, "bob": false, "cid": true, "eve": false])
            #expect(!list.body.contains(call), "who knows a call's id may hear it")
            #expect(try await client.command("cancel", call, as: "ann").status == 200)
            #expect(Self.inCall(try await client.ask(.get, "/api/presence", as: "dan")) == ["bob": false, "eve": false])
        }
    }

    @Test func someAreAskedForByID() async throws {
        let service = TestService()
        Self.say(true, "bob", to: service)
        try await service.run { client in
            let call = try await client.ring("cid")
            #expect(try await client.command("accept", call, as: "cid").status == 200)
            let list = try await client.ask(.get, "/api/presence?ids=cid,nobody,cid,bob,a%40b,bob", as: "dan")
            #expect(list["presences"]?.items.map { $0["member_id"]?.text } == ["cid", "nobody", "bob", "a@b"])
            #expect(list["presences"]?.items.map { $0["online"]?.flag } == [false, false, true, false])
            #expect(Self.inCall(list) == ["cid": true, "nobody": false, "bob": false, "a@b": false])
            #expect(list["presences"]?.items.first?["last_seen"] == .null)
            let elsewhere = try await client.ask(.get, "/api/presence?ids=cid,bob", token: Tokens.member("zoe", of: "hope"))
            #expect(Self.inCall(elsewhere) == ["cid": false, "bob": false])
        }
    }

    /// As he would be told by calling: neither the list nor a call tells the asker that he is kept away.
    @Test(arguments: ["/api/presence", "/api/presence?ids=ann,bob"])
    func whoDoesNotTakeTheAskersCallsIsInACall(path: String) async throws {
        let service = TestService()
        for member in ["ann", "bob"] { Self.say(true, member, to: service) }
        try await service.run { client in
            _ = try await client.ask(.put, "/api/blocks/ann", as: "bob")
            #expect(Self.inCall(try await client.ask(.get, path, as: "ann")) == ["ann": false, "bob": true])
            #expect(Self.inCall(try await client.ask(.get, path, as: "cid")) == ["ann": false, "bob": false])
            _ = try await client.ask(.delete, "/api/blocks/ann", as: "bob")
            _ = try await client.ask(.put, "/api/dnd", as: "bob", body: #"{"enabled":true}"#)
            for asker in ["ann", "cid"] {
                #expect(Self.inCall(try await client.ask(.get, path, as: asker)) == ["ann": false, "bob": true])
            }
            #expect(Self.inCall(try await client.ask(.get, path, as: "bob")) == ["ann": false, "bob": false], "he himself is in none")
        }
    }

    @Test(arguments: ["a,,b", "a%20b", "%2B", ",", "a&ids=b"])
    func nonsenseIsRefused(ids: String) async throws {
        try await TestService().run { client in
            try await client.ask(.get, "/api/presence?ids=\(ids)", as: "ann").expectProblem(400, "invalid_parameter")
        }
    }

    @Test func soManyMayBeAskedForAtOnce() async throws {
        try await TestService().run { client in
            let ids = (0..<201).map { "m\($0)" }
            let most = try await client.ask(.get, "/api/presence?ids=\(ids.dropLast().joined(separator: ","))", as: "ann")
            #expect(most["presences"]?.items.count == 200)
            try await client.ask(.get, "/api/presence?ids=\(ids.joined(separator: ","))", as: "ann").expectProblem(400, "invalid_parameter")
        }
    }

    @Test func aDatabaseThatIsDownIsSaidToBe() async throws {
        let service = TestService()
        service.calls.fail(with: DependencyFailure(.database, reason: "down"))
        try await service.run { try await $0.ask(.get, "/api/presence", as: "ann").expectProblem(503, "dependency_unavailable") }
    }
}
