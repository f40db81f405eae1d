import CallSignaling
import FoundationEssentials
import Testing

@testable import CallControl

/// What timers keep of calls that are over.
@Suite("Timers forget")
struct SchedulerMemoryTests {
    @Test("superseded deadlines are cleared out; the last one counts")
    func compact() {
        var queue = TimerQueue()
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let key = CallKey(Switchboard.church, CallID("6e6f7420-6f75-7273-8000-000000000001"))
        for second in 0..<5_000 { queue.insert(key, at: start.addingTimeInterval(Double(second))) }
        queue.rebuild(from: [key: start.addingTimeInterval(9_999)])
        #expect(queue.count == 1 && queue.earliest == start.addingTimeInterval(9_999))
    }

    @Test("who lost a race does not drop what the winner stored")
    func cache() async throws {
        let board = Switchboard()
        try await board.relay.catchUp()
        let call = try await board.ring("anna", "ben").call
        let rung = try await board.act(.ringing(Party(MemberID("ben"))), on: call)
        board.coordinator.cache.remove(call.key, upTo: call.version)
        #expect(board.coordinator.cache.call(call.key) == rung)
    }
}
