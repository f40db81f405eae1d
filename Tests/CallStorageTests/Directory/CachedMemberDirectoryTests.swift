import CallControl
import CallSignaling
import CallStorage
import Foundation
import Synchronization
import Testing

/// The cache saves questions, keeps churches apart, forgets in time, and stays small.
@Suite struct CachedMemberDirectoryTests {
    private let source = CountingDirectory()
    private let clock = HandClock()

    private func cache(limit: Int = 10_000) -> CachedMemberDirectory {
        CachedMemberDirectory(wrapping: source, ttlSeconds: 30, limit: limit, clock: clock)
    }

    @Test func asksOnce() async throws {
        let cache = cache()
        for _ in 0..<3 { #expect(try await cache.members(["ann", "bob"], in: "grace").count == 2) }
        #expect(Set(try await cache.members(["ann", "cal"], in: "grace").keys) == ["ann", "cal"] as Set<MemberID>)
        #expect(source.asked == [["ann", "bob"], ["cal"]])
        for _ in 0..<3 { #expect(try await cache.community("youth", in: "grace")?.name == "youth of grace") }
        #expect(source.asked.count == 3)
    }

    @Test func keepsChurchesApart() async throws {
        let cache = cache()
        for church: ChurchID in ["grace", "other", "grace"] {
            #expect(try await cache.members(["ann"], in: church)["ann"]?.name == "ann of \(church)")
            #expect(try await cache.community("youth", in: church)?.name == "youth of \(church)")
        }
    }

    @Test func forgetsInTime() async throws {
        let cache = cache()
        _ = try await cache.members(["ann"], in: "grace")
        clock.advance(29.9)
        _ = try await cache.members(["ann"], in: "grace")
        #expect(source.asked.count == 1)
        clock.advance(0.1)
        _ = try await cache.members(["ann"], in: "grace")
        #expect(source.asked.count == 2)
    }

    @Test func asksAgainForTheUnknown() async throws {
        let cache = cache()
        for _ in 0..<2 {
            #expect(try await cache.members(["no one"], in: "grace").isEmpty)
            #expect(try await cache.community("no group", in: "grace") == nil)
        }
        #expect(source.asked.count == 4)
    }

    @Test func isBounded() async throws {
        let cache = cache(limit: 3)
        for name: MemberID in ["a", "b", "c", "d"] { _ = try await cache.members([name], in: "grace") }
        _ = try await cache.members(["b", "c", "d"], in: "grace")
        #expect(source.asked.count == 4)
        _ = try await cache.members(["a"], in: "grace")
        #expect(source.asked.count == 5)
    }

    @Test func memoryDirectoryKeepsChurchesApart() async throws {
        let directory = MemoryMemberDirectory()
        directory.add(Member(id: "ann", name: "Ann"), to: "grace")
        directory.add(Community(id: "youth", name: "Youth"), to: "grace")
        #expect(try await directory.members(["ann", "bob", "ann"], in: "grace") == ["ann": Member(id: "ann", name: "Ann")])
        #expect(try await directory.members(["ann"], in: "other").isEmpty)
        #expect(try await directory.community("youth", in: "grace")?.name == "Youth")
        #expect(try await directory.community("youth", in: "other") == nil)
    }
}

/// Knows everybody but those with a space in their id, and counts how often it is asked.
private final class CountingDirectory: MemberDirectory {
    private let questions = Mutex<[[String]]>([])

    var asked: [[String]] { questions.withLock { $0 } }

    func members(_ ids: [MemberID], in church: ChurchID) async throws -> [MemberID: Member] {
        questions.withLock { $0.append(ids.map(\.rawValue)) }
        let known = ids.filter { !$0.rawValue.contains(" ") }
        return Dictionary(known.map { ($0, Member(id: $0, name: "\($0) of \(church)")) }) { first, _ in first }
    }

    func community(_ id: CommunityID, in church: ChurchID) async throws -> Community? {
        questions.withLock { $0.append([id.rawValue]) }
        return id.rawValue.contains(" ") ? nil : Community(id: id, name: "\(id) of \(church)")
    }
}

/// A clock that the test turns.
private final class HandClock: CallClock {
    private let time = Mutex(Sample.noon)

    func now() -> Date { time.withLock { $0 } }

    func advance(_ seconds: Double) { time.withLock { $0 += seconds } }

    func sleep(until date: Date) async throws {}
}
