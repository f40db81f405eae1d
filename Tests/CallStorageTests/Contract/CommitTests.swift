import CallControl
import CallSignaling
import Testing

/// The observer hears of every stored change once, in each call's order, before the writer goes on.
@Suite struct CommitTests {
    @Test(arguments: StoreKind.tested) func carriesCallAndSignals(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await store.repository.insert(try Sample.call())
            #expect(store.log.commits.map(\.call) == [old.call])
            let new = try await store.repository.apply(.accept(Party("bob")), to: old)
            #expect(store.log.commits.map(\.call) == [old.call, new.call])
            #expect(store.log.commits.map(\.signals) == [old.outbox, new.outbox])
        }
    }

    @Test(arguments: StoreKind.tested) func versionsComeInOrder(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let calls = try await concurrently(12) { number in
                try await store.repository.insert(try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")])).call
            }
            // Eight writers a call, each until twenty changes of his are stored, all the while losing to the others.
            _ = try await concurrently(calls.count * 8) { writer in
                let key = calls[writer % calls.count].key
                var stored = 0
                while stored < 20 {
                    let call = try #require(try await store.repository.call(key))
                    let old = Change(call: call, outbox: [])
                    let isMuted = call.caller.media.isMuted
                    let new = try old.after(.update(Party(call.caller.id), MediaChange(isMuted: !isMuted)))
                    guard try await store.repository.replace(old, with: new) else { continue }
                    stored += 1
                    #expect(store.log.commits.contains { $0.call == new.call })
                }
            }
            for call in calls { #expect(store.log.versions[call.id] == Array(1...161)) }
        }
    }

    /// Inserts, changes and losers in one crowd: each gets the answer that fits what is stored in the end.
    @Test(arguments: StoreKind.tested) func crowdGetsTrueAnswers(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await concurrently(100) { number in
                try await store.repository.insert(try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")]))
            }
            let stored = try await concurrently(1_000) { number -> Call? in
                if number.isMultiple(of: 2) {
                    let pair = number / 2 % 250  // 100 engaged, 150 free with two callers each
                    let change = try Sample.call(MemberID("c\(number)"), calling: [MemberID("b\(pair)")])
                    do { return try await store.repository.insert(change).call } catch is EngagedConflict { return nil }
                }
                let call = old[number / 2 % 100]
                let new = try call.after(.ringing(Party(call.call.callees[1].id)), at: Sample.after(Double(number)))
                return try await store.repository.replace(call, with: new) ? new.call : nil
            }
            let winners = stored.compactMap(\.self)
            #expect(winners.count == 100 + 150)
            for call in winners { #expect(try await store.repository.call(call.key) == call) }
            #expect(Set(store.log.commits.map(\.call)) == Set(winners + old.map(\.call)))
            #expect(store.log.commits.count == 350)
        }
    }
}
