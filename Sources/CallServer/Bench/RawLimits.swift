import BSON
import CallSignaling
import Foundation
import Logging
import MQTT
import Mongo
import Synchronization

/// What the broker and the database can do with nothing else to do, as a measure for what a deployment makes of them.
///
/// Publishes are QoS 1 with 400 bytes, 512 of them under way; writes are updates by id of small documents in a collection without further indexes, 16 a
/// command, confirmed by a majority and journaled, on two connections. Both over the drivers that the service uses.
struct RawLimits: Sendable, Encodable {
    /// Acknowledged publishes a second.
    let publishesPerSecond: Double
    /// Confirmed writes a second.
    let writesPerSecond: Double

    private enum CodingKeys: String, CodingKey {
        case publishesPerSecond = "publishes_per_second"
        case writesPerSecond = "writes_per_second"
    }

    /// Calls a second if each cost its publishes and its writes and nothing else, on a machine that does one or the other at a time.
    func ceiling(publishes: Double, writes: Double) -> Double { 1 / (publishes / publishesPerSecond + writes / writesPerSecond) }

    /// Measures both, each for `seconds`, one after the other. `MQTT_USERNAME` must be allowed to publish as the service is. What is written goes to the
    /// collection `bench_limits`, which is dropped again.
    static func measure(_ broker: BrokerOptions, church: ChurchID, _ store: StoreOptions, seconds: Double) async throws -> RawLimits {
        RawLimits(
            publishesPerSecond: try await publishes(broker, church: church, seconds: seconds) / seconds,
            writesPerSecond: try await writes(store, seconds: seconds) / seconds)
    }

    private static func publishes(_ broker: BrokerOptions, church: ChurchID, seconds: Double) async throws -> Double {
        var configuration = MQTTConfiguration(broker, clientID: "faithflow-calls-bench-\(UInt32.random(in: .min ... .max))")
        configuration.outstandingLimit = 512
        configuration.outagePolicy = .fail(after: .seconds(2))
        let client = MQTTClient(configuration, logger: quiet)
        try client.start()
        try await client.awaitConnected()
        let topic = try TopicName(validating: Topic.participants(church, CallID(UUID().uuidString.lowercased())).name)
        let message = MQTTMessage(topic: topic, payload: Array(repeating: 0x20, count: 400), qos: .atLeastOnce)
        let flood = PublishFlood(client: client, message: message, until: .now + .seconds(seconds))
        let count = try await flood.run(width: 512)
        await client.close()
        return Double(count)
    }

    private static func writes(_ store: StoreOptions, seconds: Double) async throws -> Double {
        let client = try MongoClient(MongoConfiguration(uri: store.url?.text ?? ""), logger: quiet)
        let calls = client.database(store.database).collection("bench_limits")
        let result: Result<Int, any Error>
        do { result = .success(try await writes(to: calls, of: client, seconds: seconds)) } catch { result = .failure(error) }
        try? await calls.drop()  // without a database there is nothing to drop, and the result says why
        await client.close()
        return Double(try result.get())
    }

    private static func writes(to calls: MongoCollection, of client: MongoClient, seconds: Double) async throws -> Int {
        let ids = (0..<2_048).map { BSONValue.string("bench-\($0)") }
        _ = try await calls.bulkWrite(ids.map { .insert(["_id": $0]) }, isOrdered: false)
        let (namespace, end) = (calls.namespace, ContinuousClock.now + .seconds(seconds))
        return try await withThrowingTaskGroup(of: Int.self) { tasks in
            for half in [ids.prefix(1_024), ids.suffix(1_024)] {
                tasks.addTask {
                    try await client.withWriter { connection in try write(to: Array(half), in: namespace, until: end, over: connection) }
                }
            }
            return try await tasks.reduce(0, +)
        }
    }

    private static func write(
        to ids: [BSONValue], in namespace: MongoNamespace, until end: ContinuousClock.Instant, over connection: borrowing MongoConnection
    ) throws -> Int {
        var count = 0
        while ContinuousClock.now < end {
            let text = BSONValue.string(String(repeating: "x", count: 300))
            let batch = (0..<16).map { offset in
                BulkOperation.updateOne(
                    filter: ["_id": ids[(count + offset) % ids.count]],
                    update: .operators(["$set": ["text": text, "count": .int64(Int64(count))]]))
            }
            count += try connection.bulkWrite(batch, in: namespace, isOrdered: false).matched
        }
        return count
    }

    private static let quiet = Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() })
}

/// Publishes one message again and again, so many at once, until time is up.
private final class PublishFlood: Sendable {
    private struct State {
        var acknowledged = 0
        var underWay = 0
        var failure: MQTTError?
        var waiting: CheckedContinuation<Int, any Error>?
    }

    private let state = Mutex(State())
    private let client: MQTTClient
    private let message: MQTTMessage
    private let end: ContinuousClock.Instant

    init(client: MQTTClient, message: MQTTMessage, until end: ContinuousClock.Instant) {
        self.client = client
        self.message = message
        self.end = end
    }

    /// How many were acknowledged before the end. Throws why one was not.
    func run(width: Int) async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            state.withLock { state in
                state.waiting = continuation
                state.underWay = width
            }
            for _ in 0..<width { publish() }
        }
    }

    private func publish() { client.enqueue(message) { self.complete($0) } }

    private func complete(_ result: Result<PublishReceipt, MQTTError>) {
        let isOver = ContinuousClock.now >= end
        let finish: (() -> Void)? = state.withLock { state in
            switch result {
            case .success: if !isOver { state.acknowledged += 1 }
            case .failure(let error): state.failure = error
            }
            guard isOver || state.failure != nil else { return nil }
            state.underWay -= 1
            guard state.underWay == 0, let waiting = state.waiting else { return {} }
            state.waiting = nil
            return { [failure = state.failure, count = state.acknowledged] in
                if let failure { waiting.resume(throwing: failure) } else { waiting.resume(returning: count) }
            }
        }
        if let finish { finish() } else { publish() }
    }
}
