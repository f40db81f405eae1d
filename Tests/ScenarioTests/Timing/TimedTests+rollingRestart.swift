import BSON
import Foundation
import Mongo
import Synchronization
import TestSupport
import Testing

extension TimedTests {
    /// Two instances behind a proxy are restarted one after the other, twice, while people talk.
    @Suite("Rolling restart")
    struct RollingRestartTests {
        private static let environment = [
            "RING_REPEAT_SECONDS": "none", "CANCEL_REPEAT_SECONDS": "none", "RING_REPEAT_AFTER_ACK_SECONDS": "600",
        ]
        private static let width = 12

        @Test("no request fails, no signal is lost, none comes twice", .timeLimit(.minutes(3)))
        func restarts() async throws {
            try await withDeployment(Self.environment) { deployment in
                var services = [deployment.service, try await TestService.start(deployment.service.environment)]
                defer { for service in services { service.process.stop() } }
                let proxy = try TCPProxy(before: services.map(\.port))
                defer { proxy.close() }
                let church = try await Church(in: deployment, members: 2 * Self.width, isWitnessed: false)
                let signals = try await SignalFile(port: deployment.broker.port, filter: "faithflow/\(church.id)/#")
                defer { signals.stop() }
                let front = TestService(process: deployment.service.process, port: proxy.port, environment: [:])
                let load = Load(church: church, service: front)
                let people = Task { try await load.run(width: Self.width) }  // talks on while the instances come and go
                for round in 0..<4 {
                    try await load.awaitCalls(load.calls.count + 40)
                    let index = round % 2
                    services[index].process.send(SIGTERM)
                    let asked = Date()
                    #expect(try await services[index].process.exitStatus(within: 10) == 0)
                    print("ended after \(Date().timeIntervalSince(asked)) s")
                    try await load.awaitCalls(load.calls.count + 40)
                    services[index] = try await services[index].restarted()
                }
                try await load.awaitCalls(load.calls.count + 40)
                load.end()
                try await people.value
                print("\(load.calls.count) calls; requests: \(load.outcomes.sorted { $0.key < $1.key })")
                #expect(load.failures == [])
                try await deployment.awaitDelivery(church)
                try await signals.catchUp()
                try await check(church, load.calls, try signals.messages())
            }
        }

        /// Each call went its way, and each of its signals came once on each topic.
        private func check(_ church: Church, _ calls: [String], _ messages: [ReceivedMessage]) async throws {
            let documents = try await church.collection("calls").find(["church_id": .string(church.id)])
            #expect(Set(documents.compactMap { $0["_id"]?.string }) == Set(calls) && documents.count == calls.count, "one call a create")
            #expect(documents.allSatisfy { $0["status"]?.string == "ended" && $0["end_reason"]?.string == "normal" && $0["seq"]?.int == 6 })
            #expect(try await church.engagedMembers().isEmpty)
            let all = [
                "2 call_accept", "2 call_accept", "3 call_answered_elsewhere", "4 participant_joined",
                "5 participant_joined",
                "6 call_end", "6 call_end", "6 call_end",
            ]
            let byCall = Dictionary(grouping: messages, by: \.callID)
            // An invite that was left to the other instance goes out only if its callee has not answered yet.
            let different = calls.filter { call in
                let seen = (byCall[call] ?? []).map { "\($0.seq ?? 0) \($0.type)" }.sorted()
                return seen != all && seen != ["1 call_invite"] + all
            }
            #expect(different == [], "signals were lost, or came twice")
            let unrung = calls.count { call in !(byCall[call] ?? []).contains { $0.type == "call_invite" } }
            print("\(unrung) invites were answered before they went out")
            #expect(unrung <= calls.count / 20)
            let disordered = calls.filter { call in
                Dictionary(grouping: byCall[call] ?? [], by: \.topic).values.contains {
                    $0.compactMap(\.seq) != $0.compactMap(\.seq).sorted()
                }
            }
            #expect(disordered == [], "out of order")
        }
    }
}

/// Pairs that call one another, talk and hang up, again and again. Each request has a key, and is made again while it is refused, cut off, or 503.
private final class Load: Sendable {
    private struct State {
        var isOver = false
        var calls: [String] = []
        var failures: [String] = []
        var outcomes: [String: Int] = [:]
    }

    private let church: Church
    private let service: TestService
    private let state = Mutex(State())

    init(church: Church, service: TestService) {
        self.church = church
        self.service = service
    }

    /// Calls that have been ended.
    var calls: [String] { state.withLock(\.calls) }
    /// Requests that were answered with what they should not have been.
    var failures: [String] { state.withLock(\.failures) }
    /// How requests ended, how often.
    var outcomes: [String: Int] { state.withLock(\.outcomes) }

    /// Lets the pairs finish their calls, and `run` return.
    func end() { state.withLock { $0.isOver = true } }

    func awaitCalls(_ count: Int) async throws {
        while calls.count < count, failures.isEmpty { try await letTimePass(until: Date().addingTimeInterval(0.01)) }
    }

    func run(width: Int) async throws {
        _ = try await concurrently(Array(0..<width), width: width) { pair in
            while !self.state.withLock({ $0.isOver || !$0.failures.isEmpty }) { try await self.talk(pair) }
        }
    }

    private func talk(_ pair: Int) async throws {
        let (caller, callee) = (church.phone(2 * pair, of: service), church.phone(2 * pair + 1, of: service))
        let made = try await insisting("create") { try await caller.call([callee], key: $0) }
        guard let call = made?.body["call_id"]?.string else { return }
        for (phone, action) in [(callee, "accept"), (caller, "connected"), (callee, "connected"), (caller, "end")] {
            _ = try await insisting(action) { try await phone.post(action, call, key: $0) }
        }
        state.withLock { $0.calls.append(call) }
    }

    /// The answer to a request, made as often as need be; nil, and a failure noted, when it is none that may be.
    private func insisting(_ name: String, _ request: (String) async throws -> TestService.Answer) async throws -> TestService.Answer? {
        let key = UUID().uuidString
        let limit = Date().addingTimeInterval(20)
        while true {
            let outcome: String
            do {
                let answer = try await request(key)
                let code = answer.body["code"]?.string ?? ""
                if answer.status == 200 {
                    note("200")
                    return answer
                }
                outcome = "\(answer.status) \(code)"
                guard answer.status == 503 || code == "request_in_progress", Date() < limit else {
                    state.withLock { $0.failures.append("\(name): \(outcome) \(answer.body["detail"]?.string ?? "")") }
                    return nil
                }
            } catch let error where !(error is CancellationError) {
                outcome = "\(error)"  // the connection was refused, or ended
                guard Date() < limit else {
                    state.withLock { $0.failures.append("\(name): \(outcome)") }
                    return nil
                }
            }
            note(outcome)
            try await letTimePass(until: Date().addingTimeInterval(0.02))
        }
    }

    private func note(_ outcome: String) { state.withLock { $0.outcomes[outcome, default: 0] += 1 } }
}
