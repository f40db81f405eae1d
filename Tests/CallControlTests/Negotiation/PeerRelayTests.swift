import CallSignaling
import CallStorage
import Foundation
import Logging
import Synchronization
import Testing

@testable import CallControl

/// Words of participants on their way, on a clock that is turned by hand.
@Suite("Participants' words")
struct PeerRelayTests {
    private final class Broker: Sendable {
        private let state = Mutex((isHeard: true, messages: [String]()))
        var messages: [String] { state.withLock(\.messages) }
        func set(isHeard: Bool) { state.withLock { $0.isHeard = isHeard } }
        func publish(_ message: OutboundMessage, _ completion: @Sendable (Result<Bool, PublishFailure>) -> Void) {
            completion(
                .success(
                    state.withLock { state in
                        state.messages.append(String(message.signalID.split(separator: "/").dropFirst().joined(separator: " ")))
                        return state.isHeard
                    }))
        }
    }

    private static let call: Call = {
        let people = ["anna", "ben"].map { Member(id: MemberID($0), name: $0) }
        let draft = CallDraft(
            id: CallID("c-1"), churchID: ChurchID("grace"), type: .voice, caller: people[0], callees: [Invitee(people[1])])
        return Call.start(draft, at: Date(timeIntervalSince1970: 1_800_000_000)).call
    }()

    private static let out = PeerPair(call.key, from: MemberID("anna"), to: MemberID("ben"))

    private func withRelay(_ body: (PeerRelay, Broker, ManualClock) async throws -> Void) async throws {
        let (broker, clock) = (Broker(), ManualClock())
        let relay = PeerRelay(
            sequence: MemoryPairSequence(), clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            isConnected: { true }, publish: { broker.publish($0, $1) })
        let running = Task { try await relay.run() }  // ends with the test
        defer { running.cancel() }
        try await body(relay, broker, clock)
    }

    private func offer(_ relay: PeerRelay, _ pair: PeerPair) async throws -> PeerReceipt {
        try await relay.send(.webRTCOffer(.init(from: pair.from, to: pair.to, sdp: "v=0\n")), of: pair, in: Self.call)
    }

    @Test("wait for one who has not subscribed yet, and come in order when he has")
    func late() async throws {
        try await withRelay { relay, broker, clock in
            broker.set(isHeard: false)
            for seq in 1...3 {
                let receipt = try await offer(relay, Self.out)
                #expect(receipt.seq == seq && receipt.isBuffered)
            }
            #expect(broker.messages == ["anna ben 1"])
            await clock.advance(by: 1)
            #expect(Set(broker.messages) == ["anna ben 1"])
            broker.set(isHeard: true)
            let before = broker.messages.count
            await clock.advance(by: 0.5)
            #expect(broker.messages.dropFirst(before).prefix(3) == ["anna ben 1", "anna ben 2", "anna ben 3"])
            #expect(try await offer(relay, Self.out).isBuffered == false)
        }
    }

    @Test("are repeated until he speaks himself")
    func silent() async throws {
        try await withRelay { relay, broker, clock in
            _ = try await offer(relay, Self.out)
            await clock.advance(by: 2)
            #expect(broker.messages == ["anna ben 1", "anna ben 1"])
            let answer = SignalBody.webRTCAnswer(.init(from: Self.out.to, to: Self.out.from, sdp: "v=0\n"))
            _ = try await relay.send(answer, of: Self.out.reversed, in: Self.call)
            await clock.advance(by: 0.5)
            _ = try await offer(relay, Self.out)
            await clock.advance(by: 20)
            #expect(broker.messages.filter { $0.hasPrefix("anna") } == ["anna ben 1", "anna ben 1", "anna ben 2"])
        }
    }
}
