import CallControl
import CallSignaling
import Testing

/// Another church's call does not exist, whatever one asks.
@Suite struct TenantTests {
    @Test(arguments: StoreKind.tested) func strangersSeeAndChangeNothing(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let repository = store.repository
            let ours = try await repository.insert(try Sample.call())
            let strange = CallKey("other", ours.call.id)
            #expect(try await repository.call(strange) == nil)
            #expect(try await repository.liveCalls(engaging: ["ann", "bob"], in: "other").isEmpty)
            #expect(
                try await repository.history(HistoryQuery(churchID: "other", member: "ann"))
                    == HistoryPage(calls: [], total: 0, next: nil))
            #expect(try await repository.statistics(of: "ann", in: "other", since: Sample.noon) == CallStatistics())

            let forged = try Sample.call(in: "other", id: ours.call.id).after(.cancel(Party("ann")))
            #expect(try await repository.replace(forged.call, expecting: ours.call.version, appending: forged.outbox) == false)
            try await repository.discardSignals([DeliveredSignals(key: strange, seqs: Array(0...9))])
            #expect(try await repository.call(ours.call.key) == ours.call)
            #expect(
                try await repository.pendingSignals(limit: 9) == [
                    PendingSignals(key: ours.call.key, initiatedAt: ours.call.initiatedAt, entries: ours.outbox, ringing: ["bob": 1])
                ])
        }
    }

    @Test(arguments: StoreKind.tested) func whatIsForAllTenantsNamesThem(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let repository = store.repository
            var calls: Set<Call> = []
            for church: ChurchID in ["grace", "other"] { calls.insert(try await repository.insert(try Sample.call(in: church)).call) }
            let date = try #require(calls.first?.deadline)
            #expect(Set(try await repository.dueCalls(by: date, limit: 9)) == calls)
            #expect(Set(try await repository.ownCalls(endedAfter: Sample.noon, beyond: nil, limit: 9)) == calls)
            #expect(Set(try await repository.pendingSignals(limit: 9).map(\.key)) == Set(calls.map(\.key)))
        }
    }
}
