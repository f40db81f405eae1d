import BSON
import Foundation
import Mongo
import TestSupport
import Testing

extension TimedTests {
    /// Two instances, and two thousand calls whose time is over at the same instant.
    @Suite("Two thousand deadlines, two instances")
    struct SeveralInstancesTests {
        private static let pairs = 2_000
        private static let environment = ["RING_TIMEOUT_SECONDS": "120", "RING_REPEAT_SECONDS": "500", "CANCEL_REPEAT_SECONDS": "500"]

        @Test("each is missed once, and everybody told once", .timeLimit(.minutes(4)))
        func once() async throws {
            try await withTwo { church, one, other in
                let (calls, deadline) = try await ring(church, one, other)
                let before = try await unmatchedUpdates(church)
                try await awaitEnds(calls, church)
                let lost = try await unmatchedUpdates(church) - before
                print("compare-and-swaps lost: about \(lost)")
                try await check(calls, church, deadline, endedWithin: 10)
                let ends = Dictionary(grouping: church.recorder.messages.filter { $0.type == "call_end" }) {
                    "\($0.topic) \($0.payload["signal_id"]?.string ?? "")"
                }
                let repeated = ends.filter { $0.value.count > 1 }
                #expect(ends.count == 3 * Self.pairs)
                #expect(repeated.isEmpty, "\(repeated.count) signals came more than once")
            }
        }

        @Test("one is killed when the first call ends: the other ends all the rest within 5 s", .timeLimit(.minutes(4)))
        func killed() async throws {
            try await withTwo { church, one, other in
                let (calls, _) = try await ring(church, one, other)
                try await church.recorder.wait("the first end", within: 60) { $0.contains { $0.type == "call_end" } }
                one.process.stop(SIGKILL)
                let death = Date()
                try await awaitEnds(calls, church)
                try await check(calls, church, death, endedWithin: 5)
            }
        }

        private func withTwo(_ body: (Church, TestService, TestService) async throws -> Void) async throws {
            let mongod = try await TestMongod.start(replicaSet: true)
            defer { mongod.stop() }
            try await withDeployment(Self.environment, mongoURI: mongod.uri) { deployment in
                let other = try await TestService.start(deployment.service.environment)
                defer { other.process.stop() }
                try await body(try await Church(in: deployment, members: 2 * Self.pairs), deployment.service, other)
            }
        }

        /// Calls made through both instances in turn, all of which ring until the same instant: each instance knows so of those that it wrote last.
        private func ring(_ church: Church, _ one: TestService, _ other: TestService) async throws -> (calls: [String], deadline: Date) {
            let pairs = Array(0..<Self.pairs)
            let service = { @Sendable (pair: Int) in pair.isMultiple(of: 2) ? one : other }
            let calls = try await concurrently(pairs) { pair in
                try await church.phone(2 * pair, of: service(pair)).ring([church.phone(2 * pair + 1, of: service(pair))])
            }
            let deadline = Date().addingTimeInterval(30)
            let moved: BSONDocument = [
                "deadline": .date(deadline), "participants.ring_deadline": .date(deadline), "version": ["$add": ["$version", 1]],
            ]
            try await church.collection("calls").updateMany(["church_id": .string(church.id)], .pipeline([["$set": .document(moved)]]))
            _ = try await concurrently(pairs) { pair in
                try await church.phone(2 * pair + 1, of: service(pair)).must("ringing", calls[pair])
            }
            #expect(Date() < deadline, "the machine is too slow for this test")
            return (calls, deadline)
        }

        private func awaitEnds(_ calls: [String], _ church: Church) async throws {
            try await church.recorder.wait("2,000 × 3 call_end", within: 90) { messages in
                guard messages.count >= 3 * calls.count else { return false }
                return Set(messages.lazy.filter { $0.type == "call_end" }.map { "\($0.topic) \($0.callID)" }).count >= 3 * calls.count
            }
        }

        private func check(_ calls: [String], _ church: Church, _ start: Date, endedWithin seconds: Double) async throws {
            let documents = try await church.collection("calls").find(
                ["church_id": .string(church.id)], options: FindOptions(projection: ["status": 1, "ended_at": 1]))
            #expect(documents.count == calls.count)
            #expect(documents.allSatisfy { $0["status"]?.string == "missed" })
            let ends = documents.compactMap { $0["ended_at"]?.date?.timeIntervalSince(start) }.sorted()
            print("ended \(ends.first ?? 0) … \(ends.last ?? 0) s after, median \(ends[ends.count / 2]) s")
            #expect(ends.count == calls.count && (ends.last ?? .infinity) <= seconds)
            #expect(try await church.engagedMembers().isEmpty)
        }

        /// Updates that changed nothing, by the server's own count.
        private func unmatchedUpdates(_ church: Church) async throws -> Int {
            let client = try await SharedClients.client(church.deployment.mongoURI)
            let status = try await client.database("admin").runCommand(["serverStatus": 1])
            let asked = status["opcounters"]?.document?["update"]?.int ?? 0
            let done = status["metrics"]?.document?["document"]?.document?["updated"]?.int ?? 0
            return asked - done
        }
    }
}
