import BSON
import CallControl
import CallSignaling
import Foundation
import Mongo
import TestSupport
import Testing

@testable import CallStorage

/// A change writes what differs, by hand; what stands there in the end must be the call's Codable form.
@Suite("Documents are written straight, and changed where they differ") struct ChangedFieldsTests {
    private static let derived: Set<String> = [
        "room_name", "caller_id", "members", "engaged", "owner", "updated_at", "created_at", "outbox", "ops",
    ]

    private static func fields(_ document: BSONDocument, except keys: Set<String> = derived) -> [String: BSONValue] {
        Dictionary(uniqueKeysWithValues: document.elements.map { ($0.key, $0.value) }).filter { !keys.contains($0.key) }
    }

    private static func insertion(_ call: Call) throws -> BSONDocument {
        let statement = CallDocument(call, owner: "one").insertion(outbox: [], mark: WriteMark(writer: "w", number: 1))
        guard case .insert(let document) = statement else { throw StaleChange() }
        return document
    }

    /// Everything that may happen, likely and not.
    private static let events: [CallEvent] = [
        .ringing(Party("bob")), .accept(Party("bob", on: .named(DeviceID("b1")))), .reject(Party("cal", on: .named(DeviceID("c1"))), .busy),
        .connected(Party("ann")),
        .connected(Party("bob")), .update(Party("bob"), MediaChange(isMuted: true, isSpeakerOn: true, isScreenSharing: true)),
        .update(Party("ann"), MediaChange(isHandRaised: true)),
        .invite(
            Party("ann"),
            [Invitee(Member(id: "dan", name: "Dan", avatar: "https://d")), Invitee(Member(id: "eve", name: "Eve"), isEngaged: true)]),
        .accept(Party("dan")), .leave(Party("bob")), .end(Party("bob"), .normal), .deadlinePassed, .cancel(Party("ann")),
        .end(Party("ann"), .failed),
        .glare(Party("bob"), .video), .forceEnd(by: "admin", .networkError), .connectionLost("bob", .presence),
        .connectionLost("ann", .media), .mute(by: Host("ann"), "bob"),
        .quality(Party("ann"), QualityReport(jitter: 1, packetLoss: 0, roundTrip: 20)), .remove(by: Host("ann"), "cal"),
        .remove(by: Host("admin", isAdministrator: true), "bob"),
        .connectionRestored("ann", .media), .connectionRestored("bob", .presence), .startRecording(by: Host("ann")),
        .recordingPlaced("EG_1"), .recordingReported(RecordingReport("EG_1", .active)), .stopRecording(by: Host("ann")),
        .recordingReported(
            RecordingReport("EG_1", .complete, files: [Recording.File(name: "a", location: "/a", size: 3, duration: 0.5)], error: "e")),
    ]

    /// Stories by dice: each of them all the states a call went through.
    private static func stories(_ count: Int) throws -> [[Call]] {
        var dice = SeededGenerator(seed: 20_261_121)
        return try (0..<count).map { number in
            var call = try Sample.call(
                calling: ["bob", "cal"], busy: number % 3 == 0 ? ["cal"] : [], type: number % 2 == 0 ? .voice : .video
            ).call
            var states = [call]
            for step in 1...12 {
                guard let event = events.randomElement(using: &dice) else { continue }
                let request = step % 4 == 0 ? Sample.request("k\(number)-\(step)") : nil
                let date = event == .deadlinePassed ? call.deadline ?? Sample.noon : Sample.after(Double(step))
                do throws(CallConflict) { _ = try call.handle(event, at: date, for: request) } catch { continue }
                if call != states.last { states.append(call) }
            }
            return states
        }
    }

    @Test func theFormIsTheCodableOne() throws {
        let calls = try Self.stories(300).flatMap(\.self)
        #expect(Set(calls.map(\.status)).count >= 6)
        for call in calls {
            let expected = Self.fields(try BSONEncoder().encode(call))
            #expect(Self.fields(try Self.insertion(call)) == expected)
        }
    }

    @Test func anOutboxEntrysFormIsTheCodableOne() throws {
        for expiry in [nil, Sample.noon] {
            let entry = OutboxEntry(seq: 7, topics: ["a/b", "c"], payload: #"{"é":1}"#, expiresAt: expiry)
            #expect(BSONDocument(entry) == (try BSONEncoder().encode(entry)))
        }
    }

    @Test func whatStaysIsNotWritten() throws {
        let old = try Sample.call(calling: ["bob", "cal"])
        let new = try old.after(.ringing(Party("bob")))
        let statement = CallDocument(new.call, owner: "one")
            .replacement(of: 1, knowing: old.call, appending: new.outbox, mark: WriteMark(writer: "w", number: 2))
        guard case .updateOne(_, .operators(let update), _, _) = statement else { throw StaleChange() }
        #expect(
            Set(update["$set"]?.document?.keys ?? []) == [
                "participants", "version", "seq", "event_seq", "engaged", "updated_at", "owner", "ops.w",
            ])
        #expect(update["$push"]?.document?["events"]?.document?["$each"]?.array?.count == new.call.events.count - old.call.events.count)
        #expect(update["$unset"] == nil)
    }

    @Test func aCallOfAnotherVersionIsNotTrusted() throws {
        let old = try Sample.call()
        let new = try old.after(.ringing(Party("bob")))
        let mark = WriteMark(writer: "w", number: 2)
        let document = CallDocument(new.call, owner: "one")
        let whole = document.replacement(of: 7, appending: [], mark: mark)
        let stranger = try Sample.call().call
        for known in [old.call, stranger] { #expect(document.replacement(of: 7, knowing: known, appending: [], mark: mark) == whole) }
        #expect(
            document.replacement(of: 1, knowing: stranger, appending: [], mark: mark)
                == document.replacement(of: 1, appending: [], mark: mark))
    }

    /// As after a fail-over that took back a change somebody had read, and put another in its place.
    @Test(.enabled(if: Service.hasMongod, "no mongod")) func anotherCallOfTheSameVersionIsNotChanged() async throws {
        try await withMongoStore { store in
            let call = try await store.repository.insert(try Sample.call(calling: ["bob", "cal"]))
            try await store.repository.apply(.reject(Party("bob"), .rejected), to: call)
            let before = try await store.document(call.call)
            let undone = [
                try call.after(.accept(Party("bob"))), try call.after(.ringing(Party("cal"))),
                try call.after(.reject(Party("bob"), .rejected), at: Sample.after(2)),
            ]
            for read in undone {
                #expect(
                    try await store.repository.replace(
                        read, with: try read.after(.update(Party("ann"), MediaChange(isMuted: true)), at: Sample.after(3))) == false)
            }
            #expect(try await store.document(call.call) == before)
        }
    }

    @Test(.enabled(if: Service.hasMongod, "no mongod")) func theSumOfChangesIsTheCall() async throws {
        try await withMongoStore { store in
            for states in try Self.stories(40) {
                var known = states[0]
                try await store.repository.insert(known, outbox: [])
                for state in states.dropFirst() {
                    let outbox = [OutboxEntry(seq: state.seq, topics: ["t"], payload: "{}", expiresAt: nil)]
                    let isStored = try await store.repository.replace(
                        state, expecting: known.version, knowing: known, appending: outbox, after: [])
                    #expect(isStored)
                    known = state
                }
                let stored = try #require(try await store.document(known))
                let volatile: Set<String> = ["outbox", "ops", "owner"]
                #expect(Self.fields(stored, except: volatile) == Self.fields(try Self.insertion(known), except: volatile))
                #expect(try await store.repository.call(known.key) == known)
                _ = try await store.calls.deleteOne(["_id": .string(known.id.rawValue)])
            }
        }
    }
}
