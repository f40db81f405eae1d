import Crypto
import Foundation
import Synchronization
import TestSupport
import Testing

/// The issuer changes its keys while people use the service: whoever has a good token never notices, and a key that is gone is good for nothing.
@Suite("Key rotation")
struct KeyRotationTests {
    private static let church = "rotation"

    private static func environment(_ address: String) -> [String: String] {
        ["JWT_JWKS_URL": address, "JWT_JWKS_REFRESH_SECONDS": "2", "JWT_JWKS_FLOOR_SECONDS": "1"]
    }

    /// What becomes of a request with this token.
    private static func ask(_ service: TestService, _ token: String) async throws -> TestService.Answer {
        try await service.send(.GET, "/api/calls/active", token: token)
    }

    /// Asks until the answer is `status`.
    private static func awaitStatus(_ status: Int, _ service: TestService, _ token: String) async throws -> TestService.Answer {
        while true {
            let answer = try await ask(service, token)
            if answer.status == status { return answer }
            try await letTimePass(until: Date() + 0.05)
        }
    }

    /// People who ask all the time, with new tokens and ones that were seen before.
    private final class Load: Sendable {
        private struct State {
            var keys: [KeyServer.Key]
            var isOver = false
            var asked = 0
            var refused: [String] = []
        }

        private let state: Mutex<State>
        private let service: TestService

        init(_ service: TestService, keys: KeyServer.Key...) {
            self.service = service
            state = Mutex(State(keys: keys))
        }

        var asked: Int { state.withLock(\.asked) }
        var refused: [String] { state.withLock(\.refused) }

        func use(_ keys: KeyServer.Key...) { state.withLock { $0.keys = keys } }
        func end() { state.withLock { $0.isOver = true } }

        /// Waits for so many more answers.
        func awaitMore(_ count: Int) async throws {
            let goal = asked + count
            while asked < goal { try await letTimePass(until: Date() + 0.02) }
        }

        func run(_ people: Int) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for person in 0..<people { group.addTask { try await self.talk(person) } }
                try await group.waitForAll()
            }
        }

        private func talk(_ person: Int) async throws {
            for round in 0... {
                let (keys, isOver) = state.withLock { ($0.keys, $0.isOver) }
                if isOver { return }
                let token = try await keys[(person + round) % keys.count].token(of: "member\(person)", in: KeyRotationTests.church)
                for _ in 0..<3 {
                    let answer = try await KeyRotationTests.ask(service, token)
                    state.withLock { state in
                        state.asked += 1
                        if answer.status != 200 { state.refused.append("\(answer.status) \(answer.body["code"]?.string ?? "")") }
                    }
                }
            }
        }
    }

    @Test("no valid token is refused while keys rotate under load, and the old key is refused after its removal", .timeLimit(.minutes(2)))
    func rotation() async throws {
        let server = KeyServer()
        let (old, new) = (KeyServer.Key("2026-11"), KeyServer.Key("2026-12"))
        try server.publish(old)
        try await server.run { address in
            try await withDeployment(Self.environment("\(address)/jwks.json")) { deployment in
                let service = deployment.service
                let load = Load(service, keys: old)
                let oldToken = try await old.token(of: "anna", in: Self.church)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await load.run(8) }
                    try await load.awaitMore(200)
                    try server.publish(old, new)
                    load.use(old, new)  // at once: nobody waits for the next refresh
                    try await load.awaitMore(600)
                    #expect(try await Self.ask(service, oldToken).status == 200)
                    load.use(new)
                    try await load.awaitMore(100)  // who had an old token in hand has used it
                    try server.publish(new)
                    let removed = Date()
                    let refusal = try await Self.awaitStatus(401, service, oldToken)
                    #expect(refusal.body["code"]?.string == "invalid_token")
                    print("the old key was refused \(Date().timeIntervalSince(removed)) s after its removal")
                    #expect(Date().timeIntervalSince(removed) < 5)
                    #expect(try await Self.ask(service, try await old.token(of: "ben", in: Self.church)).status == 401)
                    try await load.awaitMore(200)
                    server.setDown(true)
                    try await load.awaitMore(400)
                    load.end()
                    try await group.waitForAll()
                }
                print("\(load.asked) requests, \(server.fetches) fetches")
                #expect(load.refused == [])
            }
        }
    }

    @Test("unknown keys cost the issuer one question within the floor, however many ask", .timeLimit(.minutes(1)))
    func floor() async throws {
        let server = KeyServer()
        let good = KeyServer.Key("good")
        try server.publish(good)
        try await server.run { address in
            var environment = Self.environment("\(address)/jwks.json")
            environment["JWT_JWKS_REFRESH_SECONDS"] = "3600"
            environment["JWT_JWKS_FLOOR_SECONDS"] = "600"
            try await withDeployment(environment) { deployment in
                #expect(try await Self.ask(deployment.service, try await good.token(of: "anna", in: Self.church)).status == 200)
                let before = server.fetches
                let statuses = try await concurrently(Array(0..<300), width: 32) { index in
                    let token = try await KeyServer.Key("forged-\(index)").token(of: "anna", in: Self.church)
                    return try await Self.ask(deployment.service, token).status
                }
                #expect(statuses.allSatisfy { $0 == 401 })
                #expect(server.fetches == before + 1)
            }
        }
    }

    @Test("before keys could be fetched nobody can tell: 503, not 401; then all is well without a restart", .timeLimit(.minutes(1)))
    func neverFetched() async throws {
        let server = KeyServer()
        let key = KeyServer.Key("only")
        try server.publish(key)
        server.setDown(true)
        try await server.run { address in
            try await withDeployment(Self.environment("\(address)/jwks.json")) { deployment in
                let token = try await key.token(of: "anna", in: Self.church)
                let answer = try await Self.ask(deployment.service, token)
                #expect(answer.status == 503)
                #expect(answer.body["code"]?.string == "dependency_unavailable")
                #expect(answer.body["retry_after"] != nil)
                let secret = try await Tokens.mint(["sub": "anna", "role": "member", "session_church_id": .string(Self.church)])
                #expect(try await Self.ask(deployment.service, secret).status == 200, "needs none of them")
                server.setDown(false)
                _ = try await Self.awaitStatus(200, deployment.service, token)
            }
        }
    }

    @Test("a redirect is not followed", .timeLimit(.minutes(1)))
    func redirect() async throws {
        let server = KeyServer()
        let key = KeyServer.Key("only")
        try server.publish(key)
        try await server.run { address in
            try await withDeployment(Self.environment("\(address)/moved.json")) { deployment in
                let answer = try await Self.ask(deployment.service, try await key.token(of: "anna", in: Self.church))
                #expect(answer.status == 503)
                #expect(server.fetches == 0)
            }
        }
    }

    @Test("a changed file of keys takes effect without a restart, and without any secret", .timeLimit(.minutes(1)))
    func files() async throws {
        let file = URL.temporaryDirectory.appending(path: "faithflow-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover in the temporary folder harms nobody
        let (old, new) = (KeyServer.Key("a"), KeyServer.Key("b"))
        try old.key.publicKey.pemRepresentation.write(to: file, atomically: true, encoding: .utf8)
        try await withDeployment(["JWT_SECRET_KEY": "", "JWT_SECRET": "", "JWT_PUBLIC_KEY_FILES": file.path]) { deployment in
            let (oldToken, newToken) = (try await old.token(of: "anna", in: Self.church), try await new.token(of: "ben", in: Self.church))
            #expect(try await Self.ask(deployment.service, oldToken).status == 200)
            #expect(try await Self.ask(deployment.service, newToken).status == 401)
            try "rubbish".write(to: file, atomically: true, encoding: .utf8)
            try await letTimePass(until: Date() + 4)  // longer than the service takes to see it
            #expect(try await Self.ask(deployment.service, oldToken).status == 200, "the last good keys count")
            try new.key.publicKey.pemRepresentation.write(to: file, atomically: true, encoding: .utf8)
            _ = try await Self.awaitStatus(200, deployment.service, newToken)
            #expect(try await Self.ask(deployment.service, oldToken).status == 401)
        }
    }
}
