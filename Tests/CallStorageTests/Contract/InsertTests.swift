import CallControl
import CallSignaling
import Testing

/// A new call is stored whole, and only if nobody in it is engaged elsewhere.
@Suite struct InsertTests {
    @Test(arguments: StoreKind.tested) func comesBackAsStored(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let change = try await store.repository.insert(try Sample.call(calling: ["bob", "cal"], type: .video))
            #expect(try await store.repository.call(change.call.key) == change.call)
            #expect(try await store.repository.call(CallKey("grace", Sample.newID())) == nil)
        }
    }

    @Test(arguments: StoreKind.tested) func takenIDIsRefusedInEveryChurch(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let first = try await store.repository.insert(try Sample.call())
            for church: ChurchID in ["grace", "other"] {
                let second = try Sample.call("dan", calling: ["eve"], in: church, id: first.call.id)
                await #expect(throws: DuplicateCall(key: second.call.key)) { try await store.repository.insert(second) }
                #expect(try await store.repository.liveCalls(engaging: ["dan", "eve"], in: church).isEmpty)
            }
            #expect(try await store.repository.call(first.call.key) == first.call)
        }
    }

    @Test(arguments: StoreKind.tested, ["ann", "bob"] as [MemberID])
    func engagedMemberIsNamed(_ kind: StoreKind, _ member: MemberID) async throws {
        try await withStore(kind) { store in
            try await store.repository.insert(try Sample.call())
            for other in [try Sample.call("dan", calling: [member, "eve"]), try Sample.call(member, calling: ["eve"])] {
                await #expect(throws: EngagedConflict(members: [member])) { try await store.repository.insert(other) }
                #expect(try await store.repository.call(other.call.key) == nil)
            }
            #expect(try await store.repository.liveCalls(engaging: ["dan", "eve"], in: "grace").isEmpty)
        }
    }

    @Test(arguments: StoreKind.tested) func sameMemberIDInAnotherChurchIsSomebodyElse(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.repository.insert(try Sample.call(in: "grace"))
            try await store.repository.insert(try Sample.call(in: "other"))
        }
    }

    @Test(arguments: StoreKind.tested) func callsThatEngageNobodyDoNotCollide(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.repository.insert(try Sample.call())
            for _ in 0..<2 {
                let busy = try Sample.call("ann", calling: ["bob"], busy: ["bob"])
                #expect(busy.call.engaged.isEmpty)
                try await store.repository.insert(busy)
            }
        }
    }

    @Test(arguments: StoreKind.tested) func oneOfManyAtOnceWins(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let results = try await concurrently(32) { number -> Bool in
                let change = try Sample.call(MemberID("caller-\(number)"), calling: ["bob"])
                do {
                    try await store.repository.insert(change)
                    return true
                } catch let conflict as EngagedConflict {
                    #expect(conflict.members == ["bob"])
                    return false
                }
            }
            #expect(results.count { $0 } == 1)
            #expect(try await store.repository.liveCalls(engaging: ["bob"], in: "grace").count == 1)
            #expect(store.log.commits.count == 1)
        }
    }
}
