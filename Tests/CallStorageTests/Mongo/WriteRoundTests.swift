import CallControl
import CallSignaling
import Logging
import Mongo
import Testing

@testable import CallStorage

/// A batch can be sent again, whatever became of it before, and each write still gets its true outcome.
@Suite(.enabled(if: Service.hasMongod, "no mongod")) struct WriteRoundTests {
    @Test func whatIsDoneIsFoundDone() async throws {
        try await withMongoStore { store in
            let old = try await concurrently(4) { number in
                try await store.repository.insert(try Sample.call(MemberID("a\(number)"), calling: [MemberID("b\(number)")]))
            }
            let new = try old.prefix(3).map { try $0.after(.cancel(Party($0.call.caller.id))) }
            #expect(try await store.repository.replace(old[2], with: new[2]))
            let inserts = [
                write(try Sample.call("x", calling: ["y"])), write(try Sample.call("c", calling: ["b3"])),
                write(try Sample.call("c", calling: ["d"], id: old[0].call.id)),
            ]
            let replaces = [write(old[0], new[0]), write(old[2], new[2]), write(old[1], new[1])]
            for isResent in [false, true, true] {
                #expect(try await store.settle(inserts, isResent) == ["stored", "engaged b3", "duplicate"])
                #expect(try await store.settle(replaces, isResent) == ["stored", "lost", "stored"])
            }
        }
    }

    /// Others may have gone on with the call before the writer looks.
    @Test func laterChangesDoNotHideIt() async throws {
        try await withMongoStore { store in
            let call = try Sample.call()
            let insert = write(call)
            let change = try call.after(.ringing(Party("bob")))
            let replace = write(call, change)
            #expect(try await store.settle([insert], false) == ["stored"])
            #expect(try await store.settle([replace], false) == ["stored"])
            var last = change
            for number in 1...30 {
                last = try await store.repository.apply(.update(Party("ann"), MediaChange(isMuted: !number.isMultiple(of: 2))), to: last)
            }
            #expect(try await store.settle([insert], true) == ["stored"])
            #expect(try await store.settle([replace], true) == ["stored"])
            let stranger = write(call, try call.after(.cancel(Party("ann"))))
            #expect(try await store.settle([stranger], true) == ["lost"])
        }
    }

    private func write(_ change: Change) -> CallWrite {
        CallWrite(inserting: Commit(call: change.call, signals: change.outbox), owner: "one", mark: newMark())
    }

    private func write(_ old: Change, _ new: Change) -> CallWrite {
        let commit = Commit(call: new.call, signals: new.outbox)
        return CallWrite(replacing: old.call.version, knowing: old.call, with: commit, owner: "one", mark: newMark())
    }

    private func newMark() -> WriteMark { WriteMark(writer: WriteMark.makeWriter(), number: 1) }
}

extension MongoStore {
    /// What becomes of writes, in words.
    fileprivate func settle(_ writes: [CallWrite], _ isResent: Bool) async throws -> [String] {
        let round = WriteRound(namespace: calls.namespace, startedAt: .now, logger: Logger(label: "test"))
        let outcomes = try await client.withWriter { connection in try round.settle(writes, isResent: isResent, over: connection) }
        return outcomes.map { outcome in
            switch outcome {
            case .stored: "stored"
            case .lost: "lost"
            case .failed(let conflict as EngagedConflict): "engaged \(conflict.members.map(\.rawValue).joined())"
            case .failed(_ as DuplicateCall): "duplicate"
            case .failed(let error): "\(error)"
            }
        }
    }
}
