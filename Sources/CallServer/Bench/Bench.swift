import AsyncHTTPClient
import CallSignaling
import Foundation
import Logging
import MQTT
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Pairs of members who call each other, one call after the other, until time is up.
struct Bench: Sendable {
    /// An answer that should not have been.
    struct Refused: Error {}

    let url: String
    let church: ChurchID
    let prefix: String
    let tokens: [String]
    let broker: BrokerOptions

    private struct Created: Decodable {
        let callID: CallID

        enum CodingKeys: String, CodingKey {
            case callID = "call_id"
        }
    }

    /// Runs all pairs for so many seconds.
    func run(seconds: Double) async throws -> BenchResult {
        let client = MQTTClient(
            MQTTConfiguration(broker, clientID: "faithflow-calls-bench-\(UUID().uuidString.prefix(8))"),
            logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() }))
        try client.start()
        try await client.awaitConnected()
        let filter = try TopicFilter(validating: Topic.everything(in: church))
        let result = try await client.subscribe(to: [filter], qos: .atLeastOnce, bufferLimit: 100_000) { messages in
            let arrivals = SignalArrivals()
            let listening = Task { for await message in messages { arrivals.receive(message) } }  // ends with the subscription
            defer { listening.cancel() }
            return try await measure(seconds: seconds, arrivals)
        }
        await client.close()
        return result
    }

    private func measure(seconds: Double, _ arrivals: SignalArrivals) async throws -> BenchResult {
        let start = Date().timeIntervalSince1970
        var result = await withTaskGroup(of: BenchResult.self) { group in
            for pair in 0..<(tokens.count / 2) { group.addTask { await callRepeatedly(pair, until: start + seconds, arrivals) } }
            return await group.reduce(into: BenchResult()) { $0.merge($1) }
        }
        result.elapsed = Date().timeIntervalSince1970 - start
        return result
    }

    private func callRepeatedly(_ pair: Int, until end: Double, _ arrivals: SignalArrivals) async -> BenchResult {
        var result = BenchResult()
        while Date().timeIntervalSince1970 < end {
            let start = Date().timeIntervalSince1970
            do {
                result.invites.append(try await lifecycle(pair, start, arrivals))
                result.lifecycles.append(Date().timeIntervalSince1970 - start)
            } catch {
                result.failures += 1
            }
        }
        return result
    }

    /// One whole call; seconds from its create to its invite's arrival.
    private func lifecycle(_ pair: Int, _ start: Double, _ arrivals: SignalArrivals) async throws -> Double {
        let (caller, callee) = (tokens[2 * pair], tokens[2 * pair + 1])
        let body = #"{"callee_ids":["\#(prefix)\#(2 * pair + 1)"],"call_type":"voice"}"#
        let call = try JSONDecoder().decode(Created.self, from: try await post("", caller, body)).callID
        let invited = try await arrivals.time(of: .callInvite, call)
        _ = try await post("/\(call)/accept", callee)
        _ = try await arrivals.time(of: .callAccept, call)
        _ = try await post("/\(call)/connected", caller)
        _ = try await post("/\(call)/connected", callee)
        _ = try await arrivals.time(of: .participantJoined, call)
        _ = try await post("/\(call)/end", caller)
        _ = try await arrivals.time(of: .callEnd, call)
        arrivals.forget(call)
        return invited - start
    }

    private func post(_ path: String, _ token: String, _ body: String? = nil) async throws -> Data {
        var request = HTTPClientRequest(url: "\(url)/api/calls\(path)")
        request.method = .POST
        request.headers = ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let answer = try await response.body.collect(upTo: 1 << 20)
        guard (200..<300).contains(response.status.code) else { throw Refused() }
        return Data(buffer: answer)
    }
}
