import CallControl
import CallSignaling
import Foundation
import Logging
import Synchronization

@testable import CallStorage

/// Hands `body` an empty store and an audit of it, at `Sample.noon`; ann, bob, cid, dan, eve, zoe are members of grace.
func withAudit(_ body: (MongoStore, EngagementAudit, CallCoordinator) async throws -> Void) async throws {
    try await withMongoStore { store in
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let directory = MemoryMemberDirectory()
        for name in ["ann", "bob", "cid", "dan", "eve", "zoe"] { directory.add(Member(id: MemberID(name), name: name), to: "grace") }
        let coordinator = CallCoordinator(
            repository: store.repository, directory: directory, preferences: MemoryPreferenceRepository(), media: NoMediaRooms(),
            clock: NoonClock(), settings: CallSettings(),
            cache: LiveCallCache(), logger: logger)
        try await body(
            store, EngagementAudit(coordinator: coordinator, lock: store.repository, interval: 3_600, logger: logger), coordinator)
    }
}

/// Always ten seconds past noon.
private struct NoonClock: CallClock {
    func now() -> Date { Sample.after(10) }
    func sleep(until date: Date) async throws { try Task.checkCancellation() }
}
