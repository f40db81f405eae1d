import CallControl
import CallSignaling
import CallStorage
import Foundation
import Synchronization
import Testing

/// The cache saves questions, knows at once what is stored through it, forgets the rest in time, and stays small.
@Suite struct CachedPreferenceTests {
    private let source = CountingPreferences()
    private let clock = TurnedClock()

    private func cache(limit: Int = 10_000) -> CachedPreferenceRepository {
        CachedPreferenceRepository(wrapping: source, ttlSeconds: 5, limit: limit, clock: clock)
    }

    @Test func asksOnceForThoseWithoutWishesToo() async throws {
        let cache = cache()
        try await source.base.block("ann", for: "bob", in: "grace")
        for _ in 0..<3 { #expect(Array(try await cache.preferences(of: ["bob", "cid"], in: "grace").keys) == ["bob"]) }
        _ = try await cache.preferences(of: ["cid", "dan"], in: "grace")
        #expect(source.asked == [["bob", "cid"], ["dan"]])
        _ = try await cache.preferences(of: ["cid"], in: "other")
        #expect(source.asked.count == 3)
    }

    @Test func whatOthersStoreCountsInTime() async throws {
        let cache = cache()
        _ = try await cache.preferences(of: ["bob"], in: "grace")
        try await source.base.block("ann", for: "bob", in: "grace")
        clock.advance(4.9)
        #expect(try await cache.preferences(of: ["bob"], in: "grace").isEmpty)
        #expect(try await cache.storedPreferences(of: "bob", in: "grace").blocked == ["ann"])
        clock.advance(0.1)
        #expect(try await cache.preferences(of: ["bob"], in: "grace")["bob"]?.blocked == ["ann"])
    }

    @Test func whatIsStoredHereCountsAtOnce() async throws {
        let cache = cache()
        let wishes = { try await cache.preferences(of: ["bob"], in: "grace")["bob"] }
        #expect(try await wishes() == nil)
        try await cache.block("ann", for: "bob", in: "grace")
        #expect(try await wishes()?.blocked == ["ann"])
        try await cache.setDoNotDisturb(DoNotDisturb(), for: "bob", in: "grace")
        #expect(try await wishes()?.doNotDisturb != nil)
        try await cache.unblock("ann", for: "bob", in: "grace")
        #expect(try await wishes()?.blocked == [])
    }

    /// An answer that was on its way while something was stored is given, and not remembered.
    @Test func anOldAnswerIsNotRemembered() async throws {
        let cache = cache()
        source.beforeAnswering { try await cache.block("ann", for: "bob", in: "grace") }
        #expect(try await cache.preferences(of: ["bob"], in: "grace").isEmpty)
        #expect(try await cache.preferences(of: ["bob"], in: "grace")["bob"]?.blocked == ["ann"])
    }

    @Test func longListsAreNotRemembered() async throws {
        let cache = cache()
        for number in 0..<65 { try await source.base.block(MemberID("m\(number)"), for: "bob", in: "grace") }
        for _ in 0..<2 { #expect(try await cache.preferences(of: ["bob"], in: "grace")["bob"]?.blocked.count == 65) }
        #expect(source.asked.count == 2)
    }

    @Test func isBounded() async throws {
        let cache = cache(limit: 3)
        for name: MemberID in ["a", "b", "c", "d"] { _ = try await cache.preferences(of: [name], in: "grace") }
        _ = try await cache.preferences(of: ["b", "c", "d"], in: "grace")
        #expect(source.asked.count == 4)
        _ = try await cache.preferences(of: ["a"], in: "grace")
        #expect(source.asked.count == 5)
    }
}

/// Counts how often it is asked, and may do something between reading and answering.
private final class CountingPreferences: PreferenceRepository {
    let base = MemoryPreferenceRepository()
    private let state = Mutex<(asked: [[String]], then: (@Sendable () async throws -> Void)?)>(([], nil))

    var asked: [[String]] { state.withLock(\.asked) }

    /// Does `work` once, before the next answer.
    func beforeAnswering(_ work: @escaping @Sendable () async throws -> Void) { state.withLock { $0.then = work } }

    func preferences(of members: [MemberID], in church: ChurchID) async throws -> [MemberID: MemberPreferences] {
        let then = state.withLock { state in
            state.asked.append(members.map(\.rawValue))
            defer { state.then = nil }
            return state.then
        }
        let found = try await base.preferences(of: members, in: church)
        try await then?()
        return found
    }

    func storedPreferences(of member: MemberID, in church: ChurchID) async throws -> MemberPreferences {
        try await base.storedPreferences(of: member, in: church)
    }

    func block(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        try await base.block(other, for: member, in: church)
    }

    func unblock(_ other: MemberID, for member: MemberID, in church: ChurchID) async throws {
        try await base.unblock(other, for: member, in: church)
    }

    func setDoNotDisturb(_ setting: DoNotDisturb?, for member: MemberID, in church: ChurchID) async throws {
        try await base.setDoNotDisturb(setting, for: member, in: church)
    }
}

/// A clock that the test turns.
private final class TurnedClock: CallClock {
    private let time = Mutex(Sample.noon)

    func now() -> Date { time.withLock { $0 } }

    func advance(_ seconds: Double) { time.withLock { $0 += seconds } }

    func sleep(until date: Date) async throws {}
}
