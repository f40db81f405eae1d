import BrokerGate
import CallSignaling
import Foundation
import Testing
import TokenVerification
import TopicAccess

@testable import CallAPI

/// The hooks decide what the plugin decides, over a generated table of members, topics and actions.
@Suite struct SameDecisionTests {
    private static let members = [("ann", "grace"), ("bob", "grace"), ("ann", "hope")]
    private static let levels: [[String]] = [
        ["faithflow"], ["grace", "hope", "+", "#"],
        ["member", "call", "presence", "config", "other", "+"],
        ["ann", "bob", BrokerFixture.call, BrokerFixture.call.uppercased(), "+", "#", ""],
        ["", "/incoming_call", "/call_status", "/webrtc", "/signal", "/participants", "/call", "/+", "/#", "/x"],
    ]

    private static let topics: [String] =
        levels.dropLast().reduce([""]) { names, level in
            names.flatMap { name in level.map { name.isEmpty ? $0 : "\(name)/\($0)" } }
        }.flatMap { name in levels[4].map { name + $0 } } + [
            "", "#", "+", "/", "FaithFlow/grace/presence/ann", "+/grace/presence/+", "$share/g/faithflow/grace/presence/+", "$SYS/#",
            "/faithflow/grace/presence/ann", "faithflow/grace/presence/ann\u{0}", "faithflow/grace/presence/A\u{30A}",
        ]

    /// As the plugin has it; `isRingingSeen` shows it the member's own acknowledgement, else something that is none.
    private static func decision(
        _ gate: BrokerGate, _ member: String, _ topic: String, _ action: String, isRetained: Bool, isRingingSeen: Bool
    ) -> Bool {
        let ringing = #"{"type":"call_ringing","call_id":"\#(BrokerFixture.call)","callee_id":"\#(member)"}"#
        let publication = TopicAction.Publication(payload: Array((isRingingSeen ? ringing : "{}").utf8), isRetained: isRetained)
        let client = BrokerClient(key: BrokerClient.Key(1), clientID: "ff-call-\(member)-17", userName: member, transport: .webSocket)
        return gate.access(client, to: topic, for: action == "subscribe" ? .subscribe : .publish(publication)) == .allowed
    }

    private static func hooks(isRingingVouchedFor: Bool) throws -> BrokerHooks {
        let access = BrokerAccess(isRingingVouchedFor: isRingingVouchedFor)
        let authenticator = TokenAuthenticator(ring: KeyRing([try VerificationKey(secret: Tokens.secret)]))
        return BrokerHooks(access: access, secret: try #require(BrokerSecret(BrokerFixture.secret)), authenticator: authenticator)
    }

    private static func question<Question: Decodable>(_ fields: [String: String]) throws -> Question {
        try JSONDecoder().decode(Question.self, from: JSONEncoder().encode(fields))
    }

    @Test(arguments: [true, false])
    func hooksAndPluginAgree(isRingingSeen: Bool) async throws {
        let secrets = FileManager.default.temporaryDirectory.appending(path: "faithflow-same-\(UUID().uuidString)")
        try Data(Tokens.secret.utf8).write(to: secrets)
        defer { try? FileManager.default.removeItem(at: secrets) }  // what is left in the temporary folder does no harm
        let hooks = try Self.hooks(isRingingVouchedFor: isRingingSeen)
        var allowed = 0
        for (member, church) in Self.members {
            let token = try await Tokens.member(member, of: church)
            let gate = try BrokerGate(options: ["secret_file": secrets.path], log: { _ in })
            let client = "ff-call-\(member)-17"
            let phone = BrokerClient(key: BrokerClient.Key(1), clientID: client, userName: member, transport: .webSocket)
            #expect(gate.connect(phone, password: token) == .allowed)
            let login = try await hooks.login(try Self.question(["clientid": client, "username": member, "password": token]))
            let pass = try #require(login.attributes?[BrokerPass.attribute])
            for topic in Self.topics {
                for (action, retain) in [("subscribe", false), ("publish", false), ("publish", true)] {
                    let expected = Self.decision(gate, member, topic, action, isRetained: retain, isRingingSeen: isRingingSeen)
                    let verdict = try hooks.access(
                        try Self.question([
                            "clientid": client, "username": member, "topic": topic, "action": action, "retain": "\(retain)", "pass": pass,
                        ]))
                    #expect(verdict.result == (expected ? .allow : .deny), "\(member) of \(church), \(action) \(topic), retain \(retain)")
                    allowed += expected ? 1 : 0
                }
            }
        }
        #expect(allowed > 20)
    }
}
