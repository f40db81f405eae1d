import Foundation
import MQTT
import NIOConcurrencyHelpers
import TestSupport
import Testing

@Suite("A fleet", .enabled(if: TestMosquitto.isAvailable, "mosquitto is not installed"), .timeLimit(.minutes(1)))
struct FleetTests {
    private func fleet(
        _ count: Int, on port: Int, topic: TopicName, _ onMessage: @escaping @Sendable (Int, MQTTMessage) -> Void
    ) async throws -> MQTTFleet {
        let run = UUID().uuidString.prefix(8)
        let members = try (0..<count).map { number in
            MQTTFleet.Member(
                configuration: MQTTConfiguration(port: port, clientID: "\(run)-\(number)"),
                filters: [try TopicFilter(validating: "\(topic)/\(number)"), try topic.filter])
        }
        return try await MQTTFleet.connect(members, onMessage: onMessage)
    }

    @Test("each of many hears its own topics, once")
    func listens() async throws {
        let broker = try await TestMosquitto.shared()
        let topic = try uniqueTopic()
        let count = 150
        let heard = NIOLockedValueBox<[Int: [String]]>([:])
        let (whole, done) = AsyncStream.makeStream(of: Void.self)
        let fleet = try await fleet(count, on: broker.port, topic: topic) { number, message in
            let all = heard.withLockedValue { heard in
                heard[number, default: []].append(message.text)
                return heard.values.reduce(0) { $0 + $1.count }
            }
            if all == 2 * count { done.finish() }
        }
        #expect(fleet.readyConnections == count)
        try await withClient(configuration(broker)) { client in
            for number in 0..<count {
                _ = try await client.publish(MQTTMessage(TopicName(validating: "\(topic)/\(number)"), "\(number)", qos: .atLeastOnce))
            }
            _ = try await client.publish(MQTTMessage(topic, "all", qos: .atLeastOnce))
            for await _ in whole {}
        }
        #expect(heard.withLockedValue { $0 } == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, ["\($0)", "all"]) }))
        #expect(fleet.brokenConnections == 0)
        await fleet.close()
        await fleet.close()
    }

    @Test("a broker that goes away breaks all connections, counted")
    func breaks() async throws {
        let broker = try await TestMosquitto.start()
        let fleet = try await fleet(5, on: broker.port, topic: try uniqueTopic()) { _, _ in }
        broker.stop()
        while fleet.brokenConnections < 5 { await Task.yield() }
        #expect(fleet.readyConnections == 0)
        await fleet.close()
    }

    @Test("one that is thrown out while others connect fails the fleet")
    func takenOver() async throws {
        let broker = try await TestMosquitto.shared()
        let topic = try uniqueTopic()
        let id = UUID().uuidString
        let member = MQTTFleet.Member(configuration: MQTTConfiguration(port: broker.port, clientID: id), filters: [try topic.filter])
        await #expect(throws: MQTTError.self) {
            _ = try await MQTTFleet.connect(Array(repeating: member, count: 80)) { _, _ in }
        }
    }

    @Test("a broker that says nothing is not waited for")
    func silent() async throws {
        let peer = try FakePeer(answer: nil)
        var configuration = MQTTConfiguration(port: peer.port, clientID: UUID().uuidString)
        configuration.connectTimeout = .milliseconds(200)
        let members = [MQTTFleet.Member(configuration: configuration, filters: [try uniqueTopic().filter])]
        do {
            _ = try await MQTTFleet.connect(members) { _, _ in }
            Issue.record("connected")
        } catch let error as MQTTError {
            #expect(error.code == .connectTimeout)
        }
        withExtendedLifetime(peer) {}
    }

    @Test("no broker, no fleet")
    func fails() async throws {
        let port = try FreePort.next()
        let topic = try uniqueTopic()
        await #expect(throws: MQTTError.self) { _ = try await fleet(3, on: port, topic: topic) { _, _ in } }
    }

    @Test("who may not log in is told why")
    func refused() async throws {
        let broker = try await TestMosquitto.start(configuration: "allow_anonymous false")
        defer { broker.stop() }
        let topic = try uniqueTopic()
        do {
            _ = try await fleet(3, on: broker.port, topic: topic) { _, _ in }
            Issue.record("connected")
        } catch let error as MQTTError {
            #expect(error.code == .connectionRefused && error.reasonCode == 135)
        }
    }
}
