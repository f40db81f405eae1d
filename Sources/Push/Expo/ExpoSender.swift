public import FoundationEssentials
import NIOHTTP1
import Synchronization

/// Sends notifications by Expo's push service. Safe to use from anywhere at once.
///
/// **Overview.** What is to be sent while requests are under way goes out together with the next one, at most a hundred at once, as Expo takes them.
/// What has waited for more than `patience` is not sent any more, but handed back: it may not be wanted by now.
/// **Concurrency.** At most six requests are under way. Each batch is sent by the task of its first message, which then calls on the first that waits.
/// **Lifecycle.** Connects when first used. `shutdown` must be called before it goes.
public final class ExpoSender: Sendable {
    /// Most messages in a request.
    static let batchSize = 100
    /// Most requests under way, as Expo recommends.
    static let width = 6

    /// How long after its time a message may be under way because it goes together with others, seconds.
    static let lateness = 2.0
    /// How long a message may wait for a request, seconds.
    static let patience = 1.0

    private struct Waiting {
        let message: ExpoMessage
        let token: String
        let since: Date
        let continuation: CheckedContinuation<Turn, Never>

        /// What it gets instead of being sent, if it has waited too long.
        func refusal(at now: Date) -> PushResult? {
            if message.expiresAt <= now { return .expired }
            return now.timeIntervalSince(since) > ExpoSender.patience ? .retry(after: 0, reason: "waited too long") : nil
        }
    }

    /// What one who waits is told: what became of his message, or that he is to send the batch of which his is the first.
    private enum Turn {
        case sent(PushResult)
        case send([Waiting])
    }

    private struct State {
        var waiting: [Waiting] = []
        var underway = 0

        mutating func takeBatch() -> [Waiting] {
            let batch = Array(waiting.prefix(ExpoSender.batchSize))
            waiting.removeFirst(batch.count)
            return batch
        }
    }

    private let endpoint: PushEndpoint
    private let accessToken: String?
    private let transport: PushTransport
    private let now: @Sendable () -> Date
    private let state = Mutex(State())

    /// A sender; `accessToken` where the project asks for one (*enhanced security*).
    public init(accessToken: String? = nil, endpoint: PushEndpoint = .expo, now: @escaping @Sendable () -> Date = { Date() }) {
        self.endpoint = endpoint
        self.accessToken = accessToken
        self.now = now
        transport = PushTransport(endpoint, now: now)
    }

    /// Sends `message` to a device. Does not throw: what goes wrong on the way is worth another try.
    public func send(_ message: ExpoMessage, to token: String) async -> PushResult {
        let turn = await withCheckedContinuation { continuation in
            let batch = state.withLock { state -> [Waiting] in
                state.waiting.append(Waiting(message: message, token: token, since: now(), continuation: continuation))
                guard state.underway < Self.width else { return [] }
                state.underway += 1
                return state.takeBatch()
            }
            batch.first?.continuation.resume(returning: .send(batch))
        }
        switch turn {
        case .sent(let result): return result
        case .send(let batch): return await send(batch)
        }
    }

    /// Sends a batch, tells those who wait for it, and has the next one sent. The result of the first.
    private func send(_ batch: [Waiting]) async -> PushResult {
        let results = await results(of: batch)
        let next = state.withLock { state in
            let next = state.takeBatch()
            if next.isEmpty { state.underway -= 1 }
            return next
        }
        next.first?.continuation.resume(returning: .send(next))
        for (waiting, result) in zip(batch, results).dropFirst() { waiting.continuation.resume(returning: .sent(result)) }
        return results[0]
    }

    /// One result for each of the batch. One message that Expo cannot take has it refuse the whole request; then each goes by itself.
    private func results(of batch: [Waiting]) async -> [PushResult] {
        let time = now()
        let refusals = batch.map { $0.refusal(at: time) }
        let sent = zip(batch, refusals).filter { $0.1 == nil }.map(\.0)
        var results = sent.isEmpty ? [] : await post(sent, at: time)
        if results.isEmpty {
            for message in sent {
                let time = now()
                if let refusal = message.refusal(at: time) { results.append(refusal) } else { results += await post([message], at: time) }
            }
        }
        var remaining = results[...]
        return refusals.map { $0 ?? remaining.popFirst() ?? .expired }
    }

    /// One result for each of the batch; none where it was refused as a whole and may be taken in part.
    private func post(_ batch: [Waiting], at time: Date) async -> [PushResult] {
        let expiries = batch.map(\.message.expiresAt)
        // None may arrive long after it is of use, nor take the time of all the others.
        let limit = min(expiries.max() ?? time, max(expiries.min() ?? time, time.addingTimeInterval(Self.lateness)))
        do {
            let body = try JSONEncoder().encode(batch.map { AddressedMessage(message: $0.message, token: $0.token, now: time) })
            guard let answer = try await transport.post(body, to: "\(endpoint.url)/--/api/v2/push/send", headers: headers, by: limit)
            else {
                return batch.map { _ in .expired }
            }
            return batch.count > 1 && answer.isOfBadBatch ? [] : answer.expoResults(batch.count)
        } catch {
            return batch.map { _ in .retry(after: nil, reason: "\(error)") }
        }
    }

    private var headers: HTTPHeaders {
        var headers: HTTPHeaders = ["content-type": "application/json", "accept": "application/json"]
        if let accessToken { headers.add(name: "authorization", value: "Bearer \(accessToken)") }
        return headers
    }

    /// Closes the connections.
    public func shutdown() async { await transport.shutdown() }
}
