import BSON
import Foundation
import Mongo
import TestSupport
import Testing

/// What happens to a church's calls reaches its back end: all of it, in order, however often it is down.
@Suite("Webhooks are told")
struct WebhookStoryTests {
    private static let stories = 6

    @Test("in order and without loss by one that fails twenty times and recovers", .timeLimit(.minutes(2)))
    func recovery() async throws {
        try await WebhookScene.run { scene in
            try await scene.receiver.set("/a", ["answers": .array(Array(repeating: .number(500), count: 20))])
            let calls = try await scene.stories(Self.stories)
            let messages = try await scene.receiver.wait("/a") { all in calls.allSatisfy { call in all.contains { $0.ends(call) } } }
            #expect(messages.count { $0.status == 500 } == 20)
            scene.expectAll(messages, of: calls)
        }
    }

    @Test("when it was killed and is back", .timeLimit(.minutes(2)))
    func receiverKilled() async throws {
        try await WebhookScene.run { scene in
            let first = try await scene.stories(2)
            _ = try await scene.receiver.wait("/a") { all in first.allSatisfy { call in all.contains { $0.ends(call) } } }
            scene.receiver.stop()
            let second = try await scene.stories(2)
            let again = try await WebhookReceiver.start(after: scene.receiver)
            defer { again.stop() }
            try await again.set("/a", ["secret": .string(scene.secret)])
            let messages = try await again.wait("/a") { all in second.allSatisfy { call in all.contains { $0.ends(call) } } }
            scene.expectAll(messages, of: first + second)
        }
    }

    /// The process dies in the very moment between the write of a change and all that follows from it.
    @Test(
        "when the service was killed between commit and delivery", .timeLimit(.minutes(2)),
        arguments: ["call_invite", "call_accept", "call_end"])
    func serviceKilled(type: String) async throws {
        try await WebhookScene.run(["FAITHFLOW_FAULTS": "kill=committed:\(type)"]) { scene in
            // The answer may be lost with the process; what became of the call is in the store.
            _ = try? await scene.stories(1)
            #expect(try await scene.deployment.service.process.exitStatus(within: 20) == 128 + SIGKILL)
            let environment = scene.deployment.service.environment.merging(["FAITHFLOW_FAULTS": ""]) { $1 }
            let revived = try await TestService.start(environment, port: scene.deployment.service.port)
            defer { revived.process.stop() }
            let stored = try #require(try await scene.church.collection("calls").findOne(["church_id": .string(scene.church.id)]))
            let call = try #require(stored["_id"]?.string)
            let told = ["call_invite": "call.created", "call_accept": "call.accepted", "call_end": "call.ended"][type] ?? ""
            let messages = try await scene.receiver.wait("/a") { all in all.contains { $0.callID == call && $0.type == told && $0.isTaken }
            }
            #expect(messages.allSatisfy { $0.isVerified && $0.isValid })
        }
    }

    @Test("by one of several instances, once each", .timeLimit(.minutes(2)))
    func severalInstances() async throws {
        try await WebhookScene.run { scene in
            let second = try await TestService.start(scene.deployment.service.environment)
            defer { second.process.stop() }
            let calls = try await scene.stories(Self.stories, by: [scene.deployment.service, second])
            let messages = try await scene.receiver.wait("/a") { all in calls.allSatisfy { call in all.contains { $0.ends(call) } } }
            scene.expectAll(messages, of: calls)
            #expect(Set(messages.map(\.id)).count == messages.count)
        }
    }

    @Test("and one that hangs or fails holds up no other", .timeLimit(.minutes(2)))
    func neighbours() async throws {
        try await WebhookScene.run { scene in
            for (path, behaviour) in [("/hangs", ["hang": JSONValue.number(600)]), ("/fails", ["status": .number(500)])] {
                try await scene.receiver.set(path, behaviour)
                for _ in 0..<3 { _ = try await scene.makeWebhook(path) }
            }
            let start = ContinuousClock.now
            let calls = try await scene.stories(Self.stories)
            let messages = try await scene.receiver.wait("/a") { all in calls.allSatisfy { call in all.contains { $0.ends(call) } } }
            #expect(ContinuousClock.now - start < .seconds(20))
            scene.expectAll(messages, of: calls)
        }
    }

    @Test("until it is gone; what it missed is sent again when asked for", .timeLimit(.minutes(2)))
    func goneAndReplayed() async throws {
        try await WebhookScene.run { scene in
            try await scene.receiver.set("/a", ["answers": .array([.number(410)])])
            let calls = try await scene.stories(1)
            let path = "/api/webhooks/\(scene.webhook)"
            var dead = JSONValue.null
            while dead["total"]?.int ?? 0 == 0 {
                dead = try await scene.ask(.GET, path + "/dead-letters").body
                try await letTimePass(until: Date() + 0.05)
            }
            let webhook = try await scene.ask(.GET, path).body
            #expect(webhook["is_enabled"]?.bool == false && webhook["disabled_reason"]?.string == "gone")
            #expect(dead["dead_letters"]?[0]?["reason"]?.string == "status 410")
            #expect(try await scene.ask(.POST, path + "/dead-letters/replay").body["code"]?.string == "webhook_disabled")
            #expect(try await scene.ask(.PATCH, path, .object(["is_enabled": .bool(true)])).status == 200)
            while try await scene.ask(.POST, path + "/dead-letters/replay").body["remaining"]?.int != 0 {}
            let id = try #require(dead["dead_letters"]?[0]?["id"]?.string)
            let messages = try await scene.receiver.wait("/a") { all in all.contains { $0.id == id && $0.isTaken } }
            #expect(messages.first?.id == id && messages.first?.status == 410 && messages.allSatisfy(\.isVerified))
            #expect(messages.allSatisfy { $0.callID == calls[0] })
        }
    }

    @Test("and what it never took, operators see and send again", .timeLimit(.minutes(2)))
    func replayedByCommand() async throws {
        try await WebhookScene.run(["WEBHOOK_GIVE_UP_SECONDS": "0.5"]) { scene in
            try await scene.receiver.set("/a", ["status": .number(500)])
            let calls = try await scene.stories(1)
            var dead = JSONValue.null
            while dead["total"]?.int ?? 0 < WebhookScene.told.count {
                dead = try await scene.ask(.GET, "/api/webhooks/\(scene.webhook)/dead-letters").body
                try await letTimePass(until: Date() + 0.05)
            }
            #expect(try await scene.command("dead").split(separator: "\n").count == WebhookScene.told.count)
            #expect(try await scene.command("list", named: false).contains("; \(WebhookScene.told.count) messages not taken"))
            try await scene.receiver.set("/a", ["status": .number(204)])
            #expect(try await scene.command("replay").contains("to be sent again: \(WebhookScene.told.count); remaining: 0"))
            let messages = try await scene.receiver.wait("/a") { all in all.contains { $0.ends(calls[0]) } }
            scene.expectAll(messages, of: calls)
            #expect(try await scene.command("dead").isEmpty)
        }
    }

    @Test("nowhere but on the public Internet, unless it is allowed", .timeLimit(.minutes(1)))
    func forbidden() async throws {
        try await WebhookScene.run(["WEBHOOK_ALLOWED_NETWORKS": "10.0.0.0/8", "WEBHOOK_GIVE_UP_SECONDS": "0.5"], host: "localhost") {
            scene in
            let tried = try await scene.ask(.POST, "/api/webhooks/\(scene.webhook)/test").body
            #expect(tried["delivered"]?.bool == false && tried["failure"]?.string == "forbidden_address")
            _ = try await scene.stories(1)
            var dead = JSONValue.null
            while dead["dead_letters"]?[0] == nil {
                dead = try await scene.ask(.GET, "/api/webhooks/\(scene.webhook)/dead-letters").body
                try await letTimePass(until: Date() + 0.05)
            }
            #expect(dead["dead_letters"]?[0]?["reason"]?.string == "forbidden_address")
            #expect(try scene.receiver.messages("/a").isEmpty)
        }
    }
}
