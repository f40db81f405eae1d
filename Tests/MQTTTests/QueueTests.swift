import Logging
import TestSupport
import Testing

@testable import MQTT

@Suite("Queue and closing", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(1)))
struct QueueTests {
    @Test("messages wait while disconnected, up to the limit")
    func queueLimit() async throws {
        var small = try configuration(port: FreePort.next())
        small.queueLimit = 3
        small.closeGrace = .zero
        let topic = try uniqueTopic()
        let (results, continuation) = AsyncStream.makeStream(of: (Int, MQTTError?).self)
        try await withClient(small, isConnected: false) { client in
            for number in 0..<4 {
                client.enqueue(MQTTMessage(topic, "x")) { result in
                    if case .failure(let error) = result { continuation.yield((number, error)) }
                }
            }
            let refused = await results.first(1)
            #expect(refused.first?.0 == 3)
            #expect(refused.first?.1?.code == .queueFull)
            #expect(client.queuedCount == 3)
        }
        let left = await results.first(3)
        #expect(left.map(\.0) == [0, 1, 2])
        #expect(left.allSatisfy { $0.1?.code == .closed })
    }

    @Test("closing drains what is queued")
    func closeDrains() async throws {
        let count = 2_000
        let (results, continuation) = AsyncStream.makeStream(of: Bool.self)
        let topic = try uniqueTopic()
        try await withClient(configuration(TestMosquitto.shared()), isConnected: false) { client in
            for _ in 0..<count {
                client.enqueue(MQTTMessage(topic, "x")) { result in
                    if case .success = result { continuation.yield(true) } else { continuation.yield(false) }
                }
            }
        }
        #expect(await results.first(count).allSatisfy { $0 })
    }

    @Test("closing twice, before the start, and while disconnected ends at once")
    func closing() async throws {
        let client = MQTTClient(try configuration(port: FreePort.next()), logger: Logger(label: "mqtt"))
        try client.start()
        await client.close()
        await client.close()
        #expect(client.state == .closed)
        let idle = MQTTClient(try configuration(port: FreePort.next()), logger: Logger(label: "mqtt"))
        await idle.close()
        #expect(idle.state == .closed)
        #expect(throws: MQTTError.whenClosed) { try idle.start() }
        await #expect(throws: MQTTError.self) { try await idle.publish(MQTTMessage(uniqueTopic(), "x")) }
        await #expect(throws: MQTTError.self) { try await idle.awaitConnected() }
    }

    @Test("a second start is refused")
    func startTwice() async throws {
        try await withClient(configuration(TestMosquitto.shared())) { client in
            let error = #expect(throws: MQTTError.self) { try client.start() }
            #expect(error?.code == .alreadyStarted)
        }
    }

    @Test("a client released without close ends")
    func released() async throws {
        var states: AsyncStream<ConnectionState>?
        do {
            let client = try MQTTClient(await configuration(TestMosquitto.shared()), logger: Logger(label: "mqtt"))
            try client.start()
            try await client.awaitConnected()
            states = client.states
        }
        let last = await states?.first(.max).last
        #expect(last == .closed)
    }

    @Test("a cancelled publish returns, and its message is not sent later")
    func cancelledPublish() async throws {
        let topic = try uniqueTopic()
        let port = try FreePort.next()
        try await withClient(configuration(port: port), isConnected: false) { client in
            let waiting = Task { try await client.publish(MQTTMessage(topic, "cancelled")) }
            while client.queuedCount == 0 { await Task.yield() }
            waiting.cancel()
            let error = await #expect(throws: MQTTError.self) { try await waiting.value }
            #expect(error?.code == .cancelled)
            let broker = try await TestMosquitto.start(port: port)
            defer { broker.remove() }
            try await client.subscribe(to: [topic.filter], qos: .atLeastOnce, bufferLimit: 10) { messages in
                _ = try await client.publish(MQTTMessage(topic, "sent"))
                #expect(await messages.first(1).map(\.text) == ["sent"])
            }
        }
    }
}
