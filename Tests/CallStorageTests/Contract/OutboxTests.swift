import CallControl
import CallSignaling
import Foundation
import Testing

/// Signals wait with their call until they are discarded.
@Suite struct OutboxTests {
    @Test(arguments: StoreKind.tested) func everyChangeAppends(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await store.repository.insert(try Sample.call())
            let new = try await store.repository.apply(.accept(Party("bob")), to: old)
            let pending = try await store.repository.pendingSignals(limit: 10)
            let expected = PendingSignals(
                key: old.call.key, initiatedAt: old.call.initiatedAt, entries: old.outbox + new.outbox, ringing: [:])
            #expect(pending == [expected], "bob rings no more")
            #expect(try await store.repository.pendingSignals(of: [old.call.key, CallKey("other", old.call.id)]) == [expected])
            #expect(pending.first?.entries.map(\.seq) == Array(1...new.call.seq))
            #expect(pending.first?.entries.first?.expiresAt == old.call.ringDeadline)
        }
    }

    @Test(arguments: StoreKind.tested) func discardedSignalsAreGone(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await store.repository.insert(try Sample.call())
            let new = try await store.repository.apply(.accept(Party("bob")), to: old)
            let key = old.call.key
            for _ in 0..<2 {  // repeating it does no harm
                try await store.repository.discardSignals([DeliveredSignals(key: key, seqs: [1, 3])])
                #expect(try await store.repository.pendingSignals(limit: 10).first?.entries.map(\.seq) == [2])
            }
            #expect(try await store.repository.call(key) == new.call)
            let muted = try await store.repository.apply(.update(Party("ann"), MediaChange(isMuted: true)), to: new)
            #expect(try await store.repository.pendingSignals(limit: 10).first?.entries.map(\.seq) == [2, muted.call.seq])
            try await store.repository.discardSignals([DeliveredSignals(key: key, seqs: [2]), DeliveredSignals(key: key, seqs: [4])])
            #expect(try await store.repository.pendingSignals(limit: 10).isEmpty)
        }
    }

    @Test(arguments: StoreKind.tested) func storedCallNamesWhatWaits(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await store.repository.insert(try Sample.call())
            #expect(try await store.repository.pendingSignals(limit: 1).first?.ringing == ["bob": 1])
            try await store.repository.discardSignals([DeliveredSignals(key: old.call.key, seqs: [1])])
            let new = try await store.repository.apply(.accept(Party("bob")), to: old)
            let marks = (2...new.call.seq).map { OutboxMark(seq: $0, isOurs: true) }
            let expected = StoredCall(call: new.call, outbox: marks, isOurs: true)
            #expect(try await store.repository.storedCall(old.call.key) == expected)
            #expect(try await store.repository.storedCall(CallKey("other", old.call.id)) == nil)
        }
    }

    @Test(arguments: StoreKind.tested) func oldestCallComesFirst(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for second in [3, 1, 2, 0] {
                let change = try Sample.call(MemberID("a\(second)"), calling: [MemberID("b\(second)")], at: Sample.after(Double(second)))
                try await store.repository.insert(change)
            }
            let all = try await store.repository.pendingSignals(limit: 10)
            #expect(all.count == 4)
            #expect(try await store.repository.pendingSignals(limit: 3) == Array(all.prefix(3)))
            for index in all.indices {
                #expect(try await store.repository.pendingSignals(beyond: all[index], limit: 9) == Array(all.dropFirst(index + 1)))
            }
            let keys = all.map(\.key)
            var dates: [Double] = []
            for key in keys { dates.append(try await store.repository.call(key)?.initiatedAt.timeIntervalSince(Sample.noon) ?? -1) }
            #expect(dates == [0, 1, 2, 3])
        }
    }

    @Test(arguments: StoreKind.tested) func manyCallsAreDiscardedAtOnce(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let changes = try await concurrently(600) { number in
                try await store.repository.insert(try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")]))
            }
            let unknown = DeliveredSignals(key: CallKey("grace", Sample.newID()), seqs: [1])
            try await store.repository.discardSignals([unknown] + changes.dropLast().map { DeliveredSignals(key: $0.call.key, seqs: [1]) })
            #expect(try await store.repository.pendingSignals(limit: 1_000).map(\.key) == changes.suffix(1).map(\.call.key))
            try await store.repository.discardSignals([])
        }
    }
}
