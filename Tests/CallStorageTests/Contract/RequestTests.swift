import CallControl
import CallSignaling
import Foundation
import Testing

/// A key is held by one call of a church, from the write that used it until it is forgotten.
@Suite struct RequestTests {
    @Test(arguments: StoreKind.tested) func holderIsFoundByKeyMemberAndChurch(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let made = try await store.repository.insert(try Sample.call(request: Sample.request("k1")))
            let changed = try await store.repository.apply(.accept(Party("bob")), to: made, for: Sample.request("k2", of: "bob"))
            #expect(changed.call.requests.map(\.key) == ["k1", "k2"])
            let holders: [(RequestKey, ChurchID, Call?)] = [
                (RequestKey("k1", of: "ann"), "grace", changed.call), (RequestKey("k2", of: "bob"), "grace", changed.call),
                (RequestKey("k1", of: "bob"), "grace", nil), (RequestKey("k2", of: "ann"), "grace", nil),
                (RequestKey("k1", of: "ann"), "other", nil), (RequestKey("k", of: "ann"), "grace", nil),
                (RequestKey("K1", of: "ann"), "grace", nil),
            ]
            for (key, church, call) in holders {
                #expect(try await store.repository.call(holding: key, in: church) == call, "\(key) \(church)")
            }
        }
    }

    @Test(arguments: StoreKind.tested) func keyHeldByAnotherCallRefusesInsertAndReplace(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let first = try await store.repository.insertEnded(try Sample.call(request: Sample.request("k")), after: 5)
            let second = try Sample.call(request: Sample.request("k", fingerprint: "other"))
            await #expect(throws: RequestConflict()) { try await store.repository.insert(second) }
            #expect(try await store.repository.call(second.call.key) == nil)
            #expect(
                try await store.repository.liveCalls(engaging: ["ann", "bob"], in: "grace").isEmpty,
                "nobody is busy for what was not stored")
            let third = try await store.repository.insert(try Sample.call())
            await #expect(throws: RequestConflict()) {
                try await store.repository.apply(.cancel(Party("ann")), to: third, for: Sample.request("k"))
            }
            #expect(try await store.repository.call(third.call.key) == third.call)
            #expect(try await store.repository.call(holding: RequestKey("k", of: "ann"), in: "grace") == first.call)
            try await store.repository.apply(.cancel(Party("ann")), to: third, for: Sample.request("free"))
        }
    }

    @Test(arguments: StoreKind.tested) func keysOfOthersAreOtherKeys(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.repository.insert(try Sample.call(request: Sample.request("k")))
            try await store.repository.insert(try Sample.call("dan", calling: ["eve"], request: Sample.request("k", of: "dan")))
            try await store.repository.insert(try Sample.call(in: "other", request: Sample.request("k")))
            try await store.repository.insert(try Sample.call("fay", calling: ["gus"], request: Sample.request("l", of: "fay")))
            try await store.repository.insert(try Sample.call("hal", calling: ["ian"]))
            try await store.repository.insert(try Sample.call("jon", calling: ["kim"]))
        }
    }

    /// Engaged as well as named: one of both is thrown, which is for the store to choose.
    @Test(arguments: StoreKind.tested) func oneOfManyAtOnceWins(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let results = try await concurrently(32) { number -> Bool in
                let isBusy = number.isMultiple(of: 2)
                let change = try Sample.call(
                    calling: ["bob"], busy: isBusy ? ["bob"] : [], request: Sample.request("k"))
                do {
                    try await store.repository.insert(change)
                    return true
                } catch is RequestConflict {
                    return false
                } catch is EngagedConflict {
                    return false
                }
            }
            #expect(results.count { $0 } == 1)
            #expect(store.log.commits.count == 1)
        }
    }

    @Test(arguments: StoreKind.tested) func removedKeyIsFree(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let key = RequestKey("k", of: "ann")
            let made = try await store.repository.insert(try Sample.call(request: Sample.request("k")))
            let first = try await store.repository.apply(.accept(Party("bob")), to: made, for: Sample.request("l", of: "bob"))
            let misses: [(RequestKey, ChurchID, Date)] = [
                (key, "other", Sample.after(9)), (RequestKey("k", of: "bob"), "grace", Sample.after(9)), (key, "grace", Sample.noon),
            ]
            for (key, church, date) in misses {
                try await store.repository.removeRequest(key, in: church, usedBefore: date)
                #expect(try await store.repository.call(first.call.key) == first.call)
            }
            for _ in 0..<2 { try await store.repository.removeRequest(key, in: "grace", usedBefore: Sample.after(0.001)) }
            let rest = try #require(try await store.repository.call(first.call.key))
            #expect(rest == first.call.forgettingRequests { $0.key == "k" })
            #expect(try await store.repository.call(holding: key, in: "grace") == nil)
            try await store.repository.insert(try Sample.call("ann", calling: ["bob"], busy: ["bob"], request: Sample.request("k")))
            try await store.repository.apply(.end(Party("bob"), .normal), to: Change(call: rest, outbox: []))
        }
    }

    @Test(arguments: StoreKind.tested) func oldOnesArePurgedInBatches(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for number in 0..<10 {
                let (caller, callee) = (MemberID("a\(number)"), MemberID("b\(number)"))
                let church: ChurchID = number.isMultiple(of: 2) ? "grace" : "other"
                let change = try await store.repository.insert(
                    try Sample.call(caller, calling: [callee], in: church, request: Sample.request("k", of: caller)))
                let date = Sample.after(number < 7 ? 1 : 30)
                try await store.repository.apply(.accept(Party(callee)), to: change, at: date, for: Sample.request("l", of: callee))
            }
            #expect(try await store.repository.purgeRequests(before: Sample.noon, limit: 4) == 0)
            var counts: [Int] = []
            repeat { counts.append(try await store.repository.purgeRequests(before: Sample.after(20), limit: 4)) } while counts.last == 4
            #expect(counts == [4, 4, 2])
            for number in 0..<10 {
                let church: ChurchID = number.isMultiple(of: 2) ? "grace" : "other"
                let live = try await store.repository.liveCalls(engaging: [MemberID("a\(number)")], in: church)
                #expect(live.map { $0.requests.map(\.key) } == [number < 7 ? [] : ["l"]])
            }
        }
    }
}
