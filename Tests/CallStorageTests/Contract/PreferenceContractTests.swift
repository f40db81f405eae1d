import CallControl
import CallSignaling
import Foundation
import Testing

@testable import CallStorage

/// What members wish is kept, each one's for himself.
@Suite struct PreferenceContractTests {
    @Test(arguments: StoreKind.tested) func membersAreBlockedAndUnblocked(_ kind: StoreKind) async throws {
        try await withPreferences(kind) { store in
            #expect(try await store.storedPreferences(of: "bob", in: "grace") == MemberPreferences())
            try await store.unblock("ann", for: "bob", in: "grace")
            for other: MemberID in ["ann", "cid", "ann"] { try await store.block(other, for: "bob", in: "grace") }
            #expect(try await store.storedPreferences(of: "bob", in: "grace").blocked == ["ann", "cid"])
            try await store.unblock("ann", for: "bob", in: "grace")
            try await store.unblock("zoe", for: "bob", in: "grace")
            #expect(try await store.storedPreferences(of: "bob", in: "grace").blocked == ["cid"])
        }
    }

    @Test(arguments: StoreKind.tested) func doNotDisturbIsSetAndEnded(_ kind: StoreKind) async throws {
        try await withPreferences(kind) { store in
            for setting in [DoNotDisturb(), DoNotDisturb(until: Sample.after(60)), DoNotDisturb(), nil] {
                try await store.setDoNotDisturb(setting, for: "bob", in: "grace")
                #expect(try await store.storedPreferences(of: "bob", in: "grace").doNotDisturb == setting)
            }
            try await store.block("ann", for: "bob", in: "grace")
            try await store.setDoNotDisturb(DoNotDisturb(), for: "bob", in: "grace")
            let both = try await store.storedPreferences(of: "bob", in: "grace")
            #expect(both == MemberPreferences(blocked: ["ann"], doNotDisturb: DoNotDisturb()))
        }
    }

    @Test(arguments: StoreKind.tested) func onlyThoseWithWishesAreFound(_ kind: StoreKind) async throws {
        try await withPreferences(kind) { store in
            #expect(try await store.preferences(of: [], in: "grace").isEmpty)
            try await store.block("ann", for: "bob", in: "grace")
            try await store.setDoNotDisturb(DoNotDisturb(), for: "cid", in: "grace")
            try await store.block("ann", for: "dan", in: "grace")
            try await store.unblock("ann", for: "dan", in: "grace")
            for _ in 0..<2 {
                let found = try await store.preferences(of: ["ann", "bob", "cid", "dan"], in: "grace")
                #expect(Set(found.keys) == ["bob", "cid"] as Set<MemberID>)
                #expect(found["bob"]?.blocked == ["ann"])
            }
        }
    }

    @Test(arguments: StoreKind.tested) func churchesAndMembersAreApart(_ kind: StoreKind) async throws {
        try await withPreferences(kind) { store in
            try await store.block("ann", for: "bob", in: "grace")
            try await store.setDoNotDisturb(DoNotDisturb(), for: "bob", in: "grace")
            #expect(try await store.preferences(of: ["bob"], in: "other").isEmpty)
            #expect(try await store.storedPreferences(of: "bob", in: "other") == MemberPreferences())
            try await store.unblock("ann", for: "bob", in: "other")
            try await store.setDoNotDisturb(nil, for: "bob", in: "other")
            #expect(try await store.storedPreferences(of: "bob", in: "grace").blocked == ["ann"])
        }
    }

    @Test(arguments: StoreKind.tested) func aListIsBounded(_ kind: StoreKind) async throws {
        try await withPreferences(kind) { store in
            let limit = MemberPreferences.blockLimit
            _ = try await concurrently(limit - 1) { try await store.block(MemberID("m\($0)"), for: "bob", in: "grace") }
            // Of several at the last place one gets it.
            let stored = try await concurrently(5) { number in
                do {
                    try await store.block(MemberID("last\(number)"), for: "bob", in: "grace")
                    return true
                } catch is BlockLimitReached {
                    return false
                }
            }
            #expect(stored.count { $0 } == 1)
            await #expect(throws: BlockLimitReached.self) { try await store.block("ann", for: "bob", in: "grace") }
            try await store.block("m7", for: "bob", in: "grace")
            #expect(try await store.storedPreferences(of: "bob", in: "grace").blocked.count == limit)
            try await store.unblock("m7", for: "bob", in: "grace")
            try await store.block("ann", for: "bob", in: "grace")
            #expect(try await store.storedPreferences(of: "bob", in: "grace").blocked.last == "ann")
        }
    }

    /// Nobody's wish is lost when several make the member's first document at once.
    @Test(arguments: StoreKind.tested) func firstWishesAtOnce(_ kind: StoreKind) async throws {
        try await withPreferences(kind) { store in
            for round in 0..<10 {
                let member = MemberID("member\(round)")
                _ = try await concurrently(6) { number in
                    if number == 0 {
                        try await store.setDoNotDisturb(DoNotDisturb(), for: member, in: "grace")
                    } else {
                        try await store.block(MemberID("m\(number)"), for: member, in: "grace")
                    }
                }
                let wishes = try await store.storedPreferences(of: member, in: "grace")
                #expect(wishes.blocked.count == 5 && wishes.doNotDisturb != nil)
            }
        }
    }

    private func withPreferences(_ kind: StoreKind, _ body: (any PreferenceRepository) async throws -> Void) async throws {
        switch kind {
        case .memory: try await body(MemoryPreferenceRepository())
        case .mongo:
            try await withMongoDatabase { database in
                try await body(CachedPreferenceRepository(wrapping: MongoPreferenceRepository(database: database), clock: SystemClock()))
            }
        }
    }
}
