import CallSignaling
import CallStorage
import Foundation
import Logging
import ServiceLifecycle
import Testing
import TokenVerification

@testable import CallServer

/// Revocations take effect whatever else goes wrong in the store.
@Suite(.timeLimit(.minutes(1))) struct RevocationPollTests {
    /// Takes no notes of uses, as for a user who may not write.
    private struct ReadOnlyStore: APIKeyStore {
        struct Refused: Error {}

        let base = MemoryAPIKeyStore()

        func prepare() async throws {}
        func add(_ key: APIKey) async throws { try await base.add(key) }
        func revoke(_ id: APIKeyID, at date: Date) async throws -> APIKey? { try await base.revoke(id, at: date) }
        func noteUse(of id: APIKeyID, at date: Date) async throws { throw Refused() }
        func keys() async throws -> [APIKey] { try await base.keys() }
    }

    @Test func aKeyIsRevokedThoughItsUseCannotBeNoted() async throws {
        let (store, ring, text) = (ReadOnlyStore(), APIKeyRing(), APIKeyText.make())
        let key = APIKey(id: text.id, name: "office", hash: text.hash, scope: .every, actions: [.readCalls], createdAt: Date())
        try await store.add(key)
        let poll = RevocationPoll(
            store: MemoryRevocationStore(), list: RevocationList(), keyStore: store, keys: ring, interval: 0.01,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await poll.run() }  // beside the test, until it is cancelled
        defer { running.cancel() }
        while (try? ring.key(text.revealed)) == nil { try await Task.sleep(for: .milliseconds(5)) }  // not read yet
        _ = try await store.revoke(text.id, at: Date())
        while (try? ring.key(text.revealed)) != nil { try await Task.sleep(for: .milliseconds(5)) }  // each use is to be noted
    }
}
