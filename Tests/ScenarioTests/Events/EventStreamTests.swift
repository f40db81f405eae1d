import Foundation
import TestSupport
import Testing

/// Signals as server-sent events, held against what `mosquitto_sub` hears.
@Suite("Event streams", .timeLimit(.minutes(2)))
struct EventStreamTests {
    private static func with(_ environment: [String: String] = [:], _ body: (Deployment, Church) async throws -> Void) async throws {
        let deployment = try await Deployment.start(environment)
        defer { deployment.stop() }
        try await body(deployment, try await Church(in: deployment))
    }

    private static func open(_ phone: Phone, query: String = "", after last: String? = nil) async throws -> EventReader {
        let reader = EventReader(phone.service, token: try await phone.token(), query: query, after: last)
        try await reader.wait("the beginning") { $0.events.contains { $0.name == "ready" || $0.name == "reset" } }
        return reader
    }

    private static func admin(_ church: Church, _ service: TestService) async throws -> EventReader {
        let token = try await Tokens.mint(["sub": "root", "role": "admin", "church_id": .string(church.id)])
        let reader = EventReader(service, token: token, query: "?scope=church")
        try await reader.wait("the beginning") { $0.events.contains { $0.name == "ready" } }
        return reader
    }

    /// What a member hears by MQTT on his inboxes, and on the topics of `call`, each signal once.
    private static func heard(_ church: Church, by member: String, in call: String) -> Set<String> {
        let topics =
            ["incoming_call", "call_status", "webrtc"].map { "faithflow/\(church.id)/member/\(member)/\($0)" }
            + ["signal", "participants"].map { "faithflow/\(church.id)/call/\(call)/\($0)" }
        return Set(church.recorder.messages.filter { topics.contains($0.topic) }.compactMap { $0.payload["signal_id"]?.string })
    }

    private static func play(_ anna: Phone, _ ben: Phone) async throws -> String {
        let call = try await anna.ring([ben])
        for (phone, step) in [(ben, "ringing"), (ben, "accept"), (anna, "connected"), (ben, "connected")] {
            try await phone.must(step, call)
        }
        try await ben.must("offer", call, .object(["sdp": "v=0\r\n"]))
        _ = try await ben.send(.PATCH, "/\(call)/participant", .object(["is_muted": .bool(true)]))
        try await anna.must("end", call)
        return call
    }

    @Test("tell two members and their administrator what mosquitto_sub hears, in order, on whichever instance they read")
    func same() async throws {
        try await Self.with { deployment, church in
            let other = try await TestService.start(deployment.service.environment)
            defer { other.process.stop() }
            let (anna, ben) = (try await Self.open(church.phone(0)), try await Self.open(church.phone(1, of: other)))
            let (chloe, root) = (try await Self.open(church.phone(2)), try await Self.admin(church, other))
            let call = try await Self.play(church.phone(0), church.phone(1))
            for reader in [anna, ben, root] { try await reader.wait("the end") { $0.signals.contains { $0.type == "call_end" } } }
            try await deployment.awaitDelivery(church)
            try await church.recorder.catchUp(port: deployment.broker.port)
            for (reader, member) in [(anna, "anna"), (ben, "ben")] {
                let heard = Self.heard(church, by: member, in: call)
                #expect(heard.count > 5)
                try await reader.wait("all") { Set($0.signals.map(\.signalID)) == heard }
                #expect(reader.signals.count == heard.count, "each once")
                let numbers = reader.signals.filter { !$0.topic.hasSuffix("/webrtc") }.compactMap { $0.data["payload"]?["seq"]?.int }
                #expect(numbers == numbers.sorted())
            }
            let all = Set(church.recorder.messages.compactMap { $0.payload["signal_id"]?.string })
            try await root.wait("all of the church") { Set($0.signals.map(\.signalID)) == all }
            #expect(chloe.signals.isEmpty)
        }
    }

    @Test("go on without a gap after the connection was cut in the middle of a call")
    func resumed() async throws {
        try await Self.with { deployment, church in
            let (anna, ben) = (church.phone(0), church.phone(1))
            let first = try await Self.open(ben)
            let call = try await anna.ring([ben])
            try await ben.must("accept", call)
            try await first.wait("the accept") { $0.signals.contains { $0.type == "call_accept" } }
            first.cut()
            try await first.wait("its end") { $0.isOver }  // what had come is still read
            let last = first.lastID
            for (phone, step) in [(anna, "connected"), (ben, "connected")] { try await phone.must(step, call) }
            for isMuted in [true, false] { _ = try await anna.send(.PATCH, "/\(call)/participant", .object(["is_muted": .bool(isMuted)])) }
            try await anna.must("end", call)
            try await deployment.awaitDelivery(church)
            let second = try await Self.open(ben, after: last)
            #expect(second.events.first?.data["resumed"]?.bool == true)
            let heard = Self.heard(church, by: "ben", in: call)
            try await second.wait("the rest") { Set((first.signals + $0.signals).map(\.signalID)) == heard }
            #expect(Set(first.signals.map(\.signalID)).isDisjoint(with: second.signals.map(\.signalID)))
            #expect(second.events.allSatisfy { $0.name != "reset" })
        }
    }

    @Test("last longer than a request may, give signs of life, and end when the time that was asked for is over")
    func long() async throws {
        try await Self.with(["HTTP_REQUEST_TIMEOUT_SECONDS": "1", "HTTP_IDLE_TIMEOUT_SECONDS": "1", "EVENT_HEARTBEAT_SECONDS": "1"]) {
            deployment, church in
            let query = "?max_seconds=5"
            let ben = try await Self.open(church.phone(1), query: query)
            try await ben.wait("signs of life") { $0.comments >= 3 }
            let isOver = ben.isOver
            #expect(!isOver)
            let call = try await church.phone(0).ring([church.phone(1)])
            try await ben.wait("the invite") { $0.signals.contains { $0.data["payload"]?["call_id"]?.string == call } }
            try await ben.wait("the end") { $0.isOver }
            #expect(ben.events.last?.data["code"]?.string == "done")
            #expect(await deployment.service.isReady())
        }
    }

    @Test("end with the token: when it expires, and when it is revoked")
    func tokens() async throws {
        try await Self.with(["EVENT_HEARTBEAT_SECONDS": "1", "REVOCATION_POLL_SECONDS": "0.3", "JWT_LEEWAY_SECONDS": "0"]) {
            deployment, church in
            let soon = try await Tokens.mint([
                "sub": "anna", "role": "member", "session_church_id": .string(church.id),
                "exp": .number(Date().timeIntervalSince1970.rounded() + 4),
            ])
            let anna = EventReader(deployment.service, token: soon)
            let stolen = try await Tokens.mint([
                "sub": "ben", "role": "member", "session_church_id": .string(church.id), "jti": .string(church.id),
            ])
            let ben = EventReader(deployment.service, token: stolen)
            try await anna.wait("the end", within: 15) { $0.isOver }
            #expect(anna.events.last?.data["code"]?.string == "token_expired")
            #expect(!ben.isOver)
            let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-revoke-\(UUID().uuidString)")
            let command = try ServerProcess(
                [TestService.executable, "revoke", "--jti", church.id], folder: folder, environment: deployment.service.environment)
            defer { command.stop() }
            #expect(try await command.exitStatus(within: 20) == 0)
            try await ben.wait("the end", within: 15) { $0.isOver }
            #expect(ben.events.last?.data["code"]?.string == "token_revoked")
        }
    }

    @Test("outlive the broker, and say that something was missed")
    func outage() async throws {
        try await Self.with { deployment, church in
            let ben = try await Self.open(church.phone(1))
            try await deployment.broker.restart()
            try await ben.wait("the reset") { $0.events.contains { $0.name == "reset" } }
            let call = try await church.phone(0).ring([church.phone(1)])
            try await ben.wait("the invite") {
                $0.signals.contains { $0.type == "call_invite" && $0.data["payload"]?["call_id"]?.string == call }
            }
        }
    }

    @Test("end at once when the service is told to stop; elsewhere one begins anew")
    func stopped() async throws {
        try await Self.with { deployment, church in
            let ben = try await Self.open(church.phone(1))
            deployment.service.process.send(SIGTERM)
            try await ben.wait("the end", within: 4) { $0.isOver }
            #expect(ben.events.last?.data["code"]?.string == "shutting_down")
            #expect(try await deployment.service.process.exitStatus(within: 8) == 0)
            let again = try await Self.open(church.phone(1, of: try await deployment.service.restarted()), after: ben.lastID)
            #expect(again.events.first?.name == "reset")
            again.cut()
        }
    }
}
