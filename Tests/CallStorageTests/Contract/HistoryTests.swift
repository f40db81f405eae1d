import CallControl
import CallSignaling
import Foundation
import Testing

/// A member's log: pages, totals and sums.
@Suite struct HistoryTests {
    /// Nine ended calls of ann, every third a video call; two at the same time.
    private func fill(_ repository: any CallRepository) async throws -> [Call] {
        var calls: [Call] = []
        for number in 0..<9 {
            let type: CallType = number.isMultiple(of: 3) ? .video : .voice
            let change = try Sample.call("ann", calling: ["bob"], type: type, at: Sample.after(Double(number == 5 ? 4 : number)))
            calls.append(try await repository.insertEnded(change, after: 60).call)
        }
        try await repository.insert(try Sample.call("cal", calling: ["dan"]))
        return calls.sorted { ($0.initiatedAt, $0.id.rawValue) > ($1.initiatedAt, $1.id.rawValue) }
    }

    @Test(arguments: StoreKind.tested) func pagesAreNewestFirst(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let calls = try await fill(store.repository)
            for size in [1, 2, 4, 9, 20] {
                var found: [Call] = []
                for page in 1...(9 / size + 2) {
                    let query = HistoryQuery(churchID: "grace", member: "bob", page: page, pageSize: size)
                    let result = try await store.repository.history(query)
                    #expect(result.total == 9)
                    #expect(result.hasMore == (page * size < 9))
                    found += result.calls
                }
                #expect(found == calls)
            }
        }
    }

    @Test(arguments: StoreKind.tested) func positionsLeadThroughTheLog(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let calls = try await fill(store.repository)
            for (size, type) in [(1, nil), (2, .voice), (4, nil), (8, nil), (9, nil), (20, .video)] as [(Int, CallType?)] {
                let expected = calls.filter { type == nil || $0.type == type }
                var query = HistoryQuery(churchID: "grace", member: "bob", type: type, page: 7, pageSize: size)
                query.position = HistoryPosition(initiatedAt: Sample.after(9_000), callID: calls[0].id)
                var found: [Call] = []
                var hasMore = true
                while hasMore, found.count <= 9 {
                    let page = try await store.repository.history(query)
                    #expect(page.total == nil)
                    found += page.calls
                    hasMore = page.hasMore
                    #expect(hasMore == (found.count < expected.count))
                    #expect(page.next == (hasMore ? found.last.map { HistoryPosition($0) } : nil))
                    query.position = page.next
                }
                #expect(found == expected)
            }
        }
    }

    @Test(arguments: StoreKind.tested) func typeFilters(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let calls = try await fill(store.repository)
            for type in CallType.allCases {
                let expected = calls.filter { $0.type == type }
                let page = try await store.repository.history(
                    HistoryQuery(churchID: "grace", member: "ann", type: type, page: 1, pageSize: 2))
                #expect(page == HistoryPage(calls: Array(expected.prefix(2)), total: expected.count, next: HistoryPosition(expected[1])))
            }
        }
    }

    @Test(arguments: StoreKind.tested) func absurdPagesAreEmptyOrBounded(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let calls = try await fill(store.repository)
            let query = { HistoryQuery(churchID: "grace", member: "ann", page: $0, pageSize: $1) }
            #expect(try await store.repository.history(query(.max, 20)) == HistoryPage(calls: [], total: 9, next: nil))
            #expect(try await store.repository.history(query(.max, .max)).calls.isEmpty)
            #expect(
                try await store.repository.history(query(-3, 0))
                    == HistoryPage(calls: [calls[0]], total: 9, next: HistoryPosition(calls[0])))
            let nobody = HistoryQuery(churchID: "grace", member: "$nobody")
            #expect(try await store.repository.history(nobody) == HistoryPage(calls: [], total: 0, next: nil))
        }
    }

    @Test(arguments: StoreKind.tested) func sumsSeeTheMembersOwnPart(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let repository = store.repository
            try await repository.insertEnded(try Sample.call(at: Sample.after(0)), after: 100)
            try await repository.insertEnded(try Sample.call("bob", calling: ["ann"], type: .video, at: Sample.after(200)), after: 51)
            let missed = try await repository.insert(try Sample.call("bob", calling: ["ann"], at: Sample.after(300)))
            try await repository.apply(.deadlinePassed, to: missed, at: Sample.after(400))
            let group = try await repository.insert(try Sample.call("cal", calling: ["ann", "bob"], at: Sample.after(500)))
            let answered = try await repository.apply(.accept(Party("bob")), to: group, at: Sample.after(500))
            try await repository.apply(.end(Party("cal"), .normal), to: answered, at: Sample.after(510))
            try await repository.insert(try Sample.call(at: Sample.after(600)))

            var expected = CallStatistics()
            expected.totalCalls = 5
            expected.voiceCalls = 4
            expected.videoCalls = 1
            expected.missedCalls = 2
            expected.answeredCalls = 3
            expected.totalDurationSeconds = 161
            #expect(try await repository.statistics(of: "ann", in: "grace", since: Sample.noon) == expected)
            #expect(expected.averageDurationSeconds == 53)
            #expect(try await repository.statistics(of: "bob", in: "grace", since: Sample.noon).missedCalls == 0)
            let later = try await repository.statistics(of: "ann", in: "grace", since: Sample.after(500))
            #expect(later.totalCalls == 2 && later.missedCalls == 1 && later.totalDurationSeconds == 10)
            #expect(try await repository.statistics(of: "$nobody", in: "grace", since: Sample.noon) == CallStatistics())
        }
    }
}
