import BSON
import Foundation
import Mongo
import TestSupport
import Testing

extension TimedTests {
    /// Very many calls are made while the broker is away. With `FAITHFLOW_LONG_TESTS` there are 10,000, and the outage lasts a minute.
    @Suite("Calls during a broker outage")
    struct BrokerOutageTests {
        private static let isLong = ProcessInfo.processInfo.environment["FAITHFLOW_LONG_TESTS"] != nil
        private static let count = isLong ? 10_000 : 1_000
        private static let seconds = isLong ? 60.0 : 8.0
        private static let megabyte = 1_048_576

        @Test(
            "that ring beyond it: memory is bounded, and after it every invite comes, each call's signals in order",
            .timeLimit(.minutes(10)))
        func ringing() async throws {
            let ring = Self.isLong ? 120 : 60
            try await withOutage(ring: ring) { outage in
                outage.broker.process.pause()
                let start = Date()
                let calls = try await outage.ring(Self.count, Self.seconds) { number, church in
                    // One in ten gives up.
                    number.isMultiple(of: 10) ? church.phone(2 * number) : nil
                }
                print("memory: \(outage.memory)")
                #expect(outage.memory.growth <= 50 * Self.megabyte)
                try #require(Date().timeIntervalSince(start) < Double(ring) * 0.8, "the machine is too slow for this test")
                outage.broker.process.send(SIGCONT)
                let messages = try await outage.delivered(since: Date())
                let byCall = Dictionary(grouping: messages, by: \.callID)
                for (number, call) in calls.enumerated() {
                    let seen = byCall[call] ?? []
                    let types = Set(seen.map(\.type))
                    if number.isMultiple(of: 10) {
                        #expect(types.subtracting(["call_invite"]) == ["call_cancel", "call_end"])
                    } else {
                        #expect(types == ["call_invite"])
                    }
                    #expect(seen.isInOrder)
                }
            }
        }

        @Test("whose ring time it outlasts: none rings, all are missed, callers and callees are told", .timeLimit(.minutes(10)))
        func missed() async throws {
            try await withOutage(ring: Self.isLong ? 30 : 3) { outage in
                outage.proxy.cut()
                let calls = try await outage.ring(Self.count, Self.seconds)
                let live: BSONDocument = ["church_id": .string(outage.church.id), "status": "ringing"]
                while try await outage.church.collection("calls").count(live) > 0 {
                    try await letTimePass(until: Date().addingTimeInterval(0.2))
                    outage.memory.sample()
                }
                print("memory: \(outage.memory)")
                #expect(outage.memory.growth <= 50 * Self.megabyte)
                outage.proxy.mend()
                let messages = try await outage.delivered(since: Date())
                #expect(messages.count { $0.type == "call_invite" } == 0, "none rings")
                let byCall = Dictionary(grouping: messages, by: \.callID)
                for (number, call) in calls.enumerated() {
                    let seen = Set((byCall[call] ?? []).map { "\($0.type) \($0.reason ?? "") \($0.place)" })
                    let (caller, callee) = (outage.church.members[2 * number], outage.church.members[2 * number + 1])
                    #expect(
                        seen == [
                            "call_cancel missed member/\(callee)/call_status", "call_end missed call/signal",
                            "call_end missed member/\(caller)/call_status", "call_end missed member/\(callee)/call_status",
                        ])
                    #expect((byCall[call] ?? []).isInOrder)
                }
                #expect(try await outage.church.engagedMembers().isEmpty)
            }
        }

        private func withOutage(ring: Int, _ body: (Outage) async throws -> Void) async throws {
            let mongod = try await TestMongod.start(replicaSet: true)
            defer { mongod.stop() }
            let broker = try await Deployment.startBroker()
            defer { broker.stop() }
            let proxy = try TCPProxy(before: [broker.port])
            defer { proxy.close() }
            let environment = ["RING_TIMEOUT_SECONDS": "\(ring)", "MQTT_BROKER_PORT": "\(proxy.port)"]
            let deployment = try await Deployment.start(environment, mongoURI: mongod.uri, broker: broker)
            defer { deployment.service.process.stop() }
            let church = try await Church(in: deployment, members: 2 * Self.count, isWitnessed: false)
            let signals = try await SignalFile(port: broker.port, filter: "faithflow/\(church.id)/#")
            defer { signals.stop() }
            try await warmUp(deployment)
            let memory = ServiceMemory(deployment.service.process)
            try await body(Outage(church: church, broker: broker, proxy: proxy, signals: signals, memory: memory))
        }

        /// Calls of another church, so that memory the service needs for any load is not counted as growth.
        private func warmUp(_ deployment: Deployment) async throws {
            let church = try await Church(in: deployment, members: 400, isWitnessed: false)
            for _ in 0..<2 {
                _ = try await concurrently(Array(0..<200)) { pair in
                    try await church.phone(2 * pair).must("cancel", try await church.phone(2 * pair).ring([church.phone(2 * pair + 1)]))
                }
            }
            try await deployment.awaitDelivery(church)
        }
    }
}

/// A broker that is away, and what is seen of it.
private struct Outage: Sendable {
    let church: Church
    let broker: TestMosquitto
    let proxy: TCPProxy
    let signals: SignalFile
    let memory: ServiceMemory

    /// Makes `count` calls within an outage of at least `seconds`; `quitter` is the caller who gives up at once, if any.
    func ring(_ count: Int, _ seconds: Double, quitter: @escaping @Sendable (Int, Church) -> Phone? = { _, _ in nil }) async throws
        -> [String]
    {
        let start = Date()
        var calls: [String] = []
        for first in stride(from: 0, to: count, by: 500) {
            calls += try await concurrently(Array(first..<min(count, first + 500))) { number in
                let call = try await church.phone(2 * number).ring([church.phone(2 * number + 1)])
                try await quitter(number, church)?.must("cancel", call)
                return call
            }
            memory.sample()
        }
        print("\(count) calls in \(Date().timeIntervalSince(start)) s")
        while Date() < start.addingTimeInterval(seconds) {
            try await letTimePass(until: Date().addingTimeInterval(0.5))
            memory.sample()
        }
        return calls
    }

    /// Waits until the broker has had everything, and tells what came of each signal on each topic first, and how long that took since `start`.
    func delivered(since start: Date) async throws -> [ReceivedMessage] {
        try await church.deployment.awaitDelivery(church)
        try await signals.catchUp()
        memory.sample()
        print("memory after it: \(memory)")
        var seen: Set<String> = []
        let all = try signals.messages()
        let firsts = all.filter { seen.insert("\($0.topic) \($0.callID) \($0.seq ?? 0)").inserted }
        let times = firsts.map { $0.receivedAt - start.timeIntervalSince1970 }
        print(
            "\(firsts.count) deliveries (\(all.count) with repeats), \(times.min() ?? 0) … \(times.max() ?? 0) s after the broker's return")
        return firsts
    }
}

/// How much memory the service has resident, at the start and at most.
private final class ServiceMemory: Sendable, CustomStringConvertible {
    private let process: ServerProcess
    private let start: Int
    private let most: Guarded<Int>

    init(_ process: ServerProcess) {
        self.process = process
        start = process.residentBytes
        most = Guarded(start)
    }

    func sample() {
        let now = process.residentBytes
        most.withLock { $0 = max($0, now) }
    }

    /// Bytes.
    var growth: Int { most.withLock { $0 } - start }

    var description: String { "\(start >> 20) MB, then at most \((start + growth) >> 20) MB" }
}

extension [ReceivedMessage] {
    /// Whether on each topic the first of each signal come in order.
    fileprivate var isInOrder: Bool {
        Dictionary(grouping: self, by: \.topic).values.allSatisfy { messages in
            let numbers = messages.compactMap(\.seq)
            return numbers == numbers.sorted()
        }
    }
}
