import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import Testing

@testable import CallStorage

/// Each pair's words have numbers of their own, without gaps, whoever gives them.
@Suite struct PairSequenceTests {
    private static func pair(_ from: String = "ann", _ to: String = "bob", church: String = "grace") -> PeerPair {
        PeerPair(CallKey(ChurchID(church), CallID("c-1")), from: MemberID(from), to: MemberID(to))
    }

    @Test(arguments: StoreKind.tested) func eachPairCountsForItself(_ kind: StoreKind) async throws {
        try await withSequences(kind) { sequences in
            let end = Date() + 3_600
            for pair in [Self.pair(), Self.pair("bob", "ann"), Self.pair("ann", "cid"), Self.pair(church: "hope")] {
                for seq in 1...3 {
                    let number = try await sequences[seq % sequences.count].next(of: pair, keptUntil: end)
                    #expect(number == seq)
                }
            }
        }
    }

    @Test(arguments: StoreKind.tested) func noNumberIsGivenTwiceOrLeftOut(_ kind: StoreKind) async throws {
        try await withSequences(kind) { sequences in
            for name in ["ann", "dan", "eve"] {
                let numbers = try await concurrently(24) { number in
                    try await sequences[number % sequences.count].next(of: Self.pair(name), keptUntil: Date() + 3_600)
                }
                #expect(numbers.sorted() == Array(1...24))
            }
        }
    }

    @Test func whatIsOverIsRemovedByTheDatabase() async throws {
        try await withMongoDatabase { database in
            let sequence = MongoPairSequence(database: database)
            for _ in 0..<2 { try await sequence.prepare() }
            let index = try await database.collection("peer_numbers").listIndexes().first { $0["name"]?.string == "until" }
            #expect(index?["expireAfterSeconds"]?.int == 0)
            let end = Date(timeIntervalSince1970: 1_800_000_000)
            _ = try await sequence.next(of: Self.pair(), keptUntil: end)
            let document = try #require(try await database.collection("peer_numbers").findOne(["church_id": "grace"]))
            #expect(document["until"]?.date == end)
            #expect(document.keys.sorted() == ["_id", "church_id", "seq", "until"], "nothing of what was said")
        }
    }

    /// Two of the same store, as two instances have them; one where it is this process's own.
    private func withSequences(_ kind: StoreKind, _ body: ([any PairSequence]) async throws -> Void) async throws {
        switch kind {
        case .memory: try await body([MemoryPairSequence()])
        case .mongo:
            try await withMongoDatabase { database in
                try await body([MongoPairSequence(database: database), MongoPairSequence(database: database)])
            }
        }
    }
}
