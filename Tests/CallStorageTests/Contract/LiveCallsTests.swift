import CallControl
import CallSignaling
import Foundation
import Testing

/// Finding calls that live, are due, or have just ended.
@Suite struct LiveCallsTests {
    @Test(arguments: StoreKind.tested) func whoIsEngagedByWhat(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let first = try await store.repository.insert(try Sample.call(calling: ["bob", "cal"]))
            let second = try await store.repository.insert(try Sample.call("dan", calling: ["eve"]))
            let found = try await store.repository.liveCalls(engaging: ["bob", "cal", "ann", "eve", "fay"], in: "grace")
            #expect(Set(found) == [first.call, second.call])
            try await store.repository.apply(.cancel(Party("dan")), to: second)
            #expect(try await store.repository.liveCalls(engaging: ["dan", "eve"], in: "grace").isEmpty)
            #expect(try await store.repository.liveCalls(engaging: [], in: "grace").isEmpty)
        }
    }

    @Test(arguments: StoreKind.tested) func liveCallsOfAChurchAreCounted(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            #expect(try await store.repository.liveCallCount(in: "grace", limit: 9) == 0)
            for number in 0..<4 {
                try await store.repository.insert(
                    try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)"), MemberID("c\(number)")]))
            }
            try await store.repository.insert(try Sample.call(in: "other"))
            try await store.repository.insert(try Sample.call("x", calling: ["b1"], busy: ["b1"]))
            let over = try await store.repository.insert(try Sample.call("y", calling: ["z"]))
            try await store.repository.apply(.cancel(Party("y")), to: over)
            #expect(try await store.repository.liveCallCount(in: "grace", limit: 9) == 4)
            #expect(try await store.repository.liveCallCount(in: "grace", limit: 3) == 3)
        }
    }

    @Test(arguments: StoreKind.tested) func whoIsEngagedInAChurch(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let calls = store.repository
            #expect(try await calls.engagedMembers(among: nil, in: "grace", callLimit: 9).isEmpty)
            let first = try await calls.insert(try Sample.call("ann", calling: ["bob", "cal"]))
            try await calls.insert(try Sample.call("dan", calling: ["eve", "bob"], busy: ["bob"]))
            try await calls.insert(try Sample.call("zoe", calling: ["eve"], in: "other"))
            #expect(try await calls.engagedMembers(among: nil, in: "grace", callLimit: 9) == ["ann", "bob", "cal", "dan", "eve"])
            #expect(try await calls.engagedMembers(among: ["bob", "eve", "fay", "zoe"], in: "grace", callLimit: 9) == ["bob", "eve"])
            #expect(try await calls.engagedMembers(among: [], in: "grace", callLimit: 9).isEmpty)
            #expect([2, 3].contains(try await calls.engagedMembers(among: nil, in: "grace", callLimit: 1).count))
            try await calls.apply(.cancel(Party("ann")), to: first)
            #expect(try await calls.engagedMembers(among: nil, in: "grace", callLimit: 9) == ["dan", "eve"])
        }
    }

    @Test(arguments: StoreKind.tested) func dueCallsComeByDeadline(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            var due: [Call] = []
            for second in [2.0, 0, 1, 9] {
                let change = try Sample.call(MemberID("a\(second)"), calling: [MemberID("b\(second)")], at: Sample.after(second))
                due.append(try await store.repository.insert(change).call)
            }
            let over = try await store.repository.insert(try Sample.call("x", calling: ["y"], at: Sample.after(-9)))
            try await store.repository.apply(.cancel(Party("x")), to: over)
            let sorted = due.sorted { $0.initiatedAt < $1.initiatedAt }
            let date = sorted[2].deadline ?? Sample.noon
            #expect(try await store.repository.dueCalls(by: date, limit: 10) == Array(sorted.prefix(3)))
            #expect(try await store.repository.dueCalls(by: date, limit: 2) == Array(sorted.prefix(2)))
            #expect(try await store.repository.dueCalls(by: Sample.noon, limit: 10).isEmpty)
        }
    }

    @Test(arguments: StoreKind.tested, [1, 2, 3, 50]) func ownCallsComeInPages(_ kind: StoreKind, _ limit: Int) async throws {
        try await withStore(kind) { store in
            var live: [Call] = []
            var ended: [Call] = []
            for number in 0..<4 {
                let change = try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")])
                live.append(try await store.repository.insert(change).call)
            }
            for seconds in [30.0, 20, 20, 20, 10, 5] {
                let change = try Sample.call("x", calling: ["y"], in: ChurchID("church-\(Int.random(in: 0..<3))"))
                ended.append(try await store.repository.insertEnded(change, after: seconds).call)
            }
            let expected =
                live.sorted { $0.id.rawValue < $1.id.rawValue }
                + ended.dropLast(2).sorted { ($0.endedAt ?? .distantPast, $0.id.rawValue) < ($1.endedAt ?? .distantPast, $1.id.rawValue) }
            var found: [Call] = []
            while true {
                let page = try await store.repository.ownCalls(endedAfter: Sample.after(10), beyond: found.last, limit: limit)
                #expect(page.count <= limit)
                found += page
                if page.count < limit { break }
            }
            #expect(found == expected)
        }
    }
}
