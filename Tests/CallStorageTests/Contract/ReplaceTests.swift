import CallControl
import CallSignaling
import Testing

/// Compare-and-swap: a change is stored only over the version it was made from.
@Suite struct ReplaceTests {
    @Test(arguments: StoreKind.tested) func storesTheChange(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            var change = try await store.repository.insert(try Sample.call())
            let events: [CallEvent] = [
                .ringing(Party("bob")), .connected(Party("ann")), .accept(Party("bob", on: .named(DeviceID("phone")))),
                .connected(Party("bob", on: .named(DeviceID("phone")))), .update(Party("ann"), MediaChange(isMuted: true)),
                .end(Party("ann"), .normal),
            ]
            for (second, event) in events.enumerated() {
                change = try await store.repository.apply(event, to: change, at: Sample.after(Double(second + 1)))
                #expect(try await store.repository.call(change.call.key) == change.call)
            }
            #expect(change.call.durationSeconds == 3)
        }
    }

    @Test(arguments: StoreKind.tested) func staleVersionIsLost(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await store.repository.insert(try Sample.call())
            let accepted = try await store.repository.apply(.accept(Party("bob")), to: old)
            let late = try old.after(.cancel(Party("ann")))
            #expect(try await store.repository.replace(old, with: late) == false)
            #expect(try await store.repository.call(old.call.key) == accepted.call)
            #expect(try await store.repository.pendingSignals(limit: 9).first?.entries == old.outbox + accepted.outbox)
        }
    }

    @Test(arguments: StoreKind.tested) func unknownCallIsLost(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let change = try Sample.call()
            #expect(try await store.repository.replace(change, with: try change.after(.cancel(Party("ann")))) == false)
            #expect(store.log.commits.isEmpty)
        }
    }

    @Test(arguments: StoreKind.tested) func oneOfManyAtOnceWins(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await store.repository.insert(try Sample.call())
            let results = try await concurrently(32) { number in
                let event: CallEvent = number.isMultiple(of: 2) ? .cancel(Party("ann")) : .reject(Party("bob"), .rejected)
                let new = try old.after(event, at: Sample.after(Double(number + 1)))
                return try await store.repository.replace(old, with: new) ? new.call : nil
            }
            let winners = results.compactMap(\.self)
            #expect(winners.count == 1)
            #expect(try await store.repository.call(old.call.key) == winners.first)
            #expect(store.log.commits.map(\.call) == [old.call] + winners)
        }
    }

    @Test(arguments: StoreKind.tested) func calledInMemberMustBeFree(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.repository.insert(try Sample.call("dan", calling: ["eve"]))
            let old = try await store.repository.insert(try Sample.call())
            let new = try old.after(.invite(Party("ann"), [Invitee(Member(id: "eve", name: "Eve"))]))
            await #expect(throws: EngagedConflict(members: ["eve"])) { try await store.repository.replace(old, with: new) }
            #expect(try await store.repository.call(old.call.key) == old.call)
            #expect(store.log.commits.count == 2)
        }
    }

    @Test(arguments: StoreKind.tested) func whoIsOutIsFree(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let group = try await store.repository.insert(try Sample.call(calling: ["bob", "cal"]))
            let declined = try await store.repository.apply(.reject(Party("bob"), .rejected), to: group)
            try await store.repository.insert(try Sample.call("bob", calling: ["dan"]))
            await #expect(throws: EngagedConflict.self) { try await store.repository.insert(try Sample.call("cal", calling: ["eve"])) }
            try await store.repository.apply(.cancel(Party("ann")), to: declined)
            try await store.repository.insert(try Sample.call("cal", calling: ["ann"]))
        }
    }

    @Test(arguments: StoreKind.tested) func calledInMemberSeesTheCall(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let old = try await store.repository.insert(try Sample.call())
            let new = try await store.repository.apply(.invite(Party("ann"), [Invitee(Member(id: "eve", name: "Eve"))]), to: old)
            #expect(try await store.repository.liveCalls(engaging: ["eve"], in: "grace") == [new.call])
            #expect(try await store.repository.history(HistoryQuery(churchID: "grace", member: "eve")).calls == [new.call])
        }
    }
}
