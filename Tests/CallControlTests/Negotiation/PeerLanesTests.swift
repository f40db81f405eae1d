import CallSignaling
import Foundation
import Testing

@testable import CallControl

/// What is said again to whom, and when.
@Suite("Lanes of pairs")
struct PeerLanesTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private static let pair = PeerPair(CallKey(ChurchID("grace"), CallID("c-1")), from: MemberID("anna"), to: MemberID("ben"))

    private static func message(_ seq: Int, size: Int = 10) -> OutboundMessage {
        OutboundMessage(topic: "t", payload: String(repeating: "x", count: size), signalID: "\(seq)", expirySeconds: nil)
    }

    private static func at(_ seconds: Double) -> Date { start + seconds }

    private func say(_ seq: Int, _ outcome: PeerLanes.Outcome, at seconds: Double, in lanes: inout PeerLanes) {
        guard lanes.admit(Self.message(seq), of: Self.pair, at: Self.at(seconds)) == .publish else { return }
        _ = lanes.settle(Self.message(seq), of: Self.pair, outcome, at: Self.at(seconds))
    }

    private func due(_ lanes: inout PeerLanes, at seconds: Double) -> [String] {
        lanes.due(at: Self.at(seconds)).flatMap(\.messages).map(\.signalID)
    }

    @Test("what nobody hears holds up what follows; when it is heard, that goes out in order")
    func unheard() {
        var lanes = PeerLanes()
        for seq in 1...3 { say(seq, .unheard, at: 0, in: &lanes) }
        #expect(due(&lanes, at: 0.25) == ["1"])
        #expect(lanes.settle(Self.message(1), of: Self.pair, .unheard, at: Self.at(0.25)).isEmpty)
        #expect(due(&lanes, at: 0.5) == ["1"])
        #expect(lanes.settle(Self.message(1), of: Self.pair, .heard, at: Self.at(0.5)).map(\.signalID) == ["2", "3"])
        for seq in 2...3 { #expect(lanes.settle(Self.message(seq), of: Self.pair, .heard, at: Self.at(0.5)).isEmpty) }
        #expect(due(&lanes, at: 1).isEmpty)
        #expect(due(&lanes, at: 1.5) == ["1", "2", "3"], "the broker's word may be about somebody else")
    }

    @Test("all is said again after 1, 3, 7 s while the other is silent, and forgotten after 10")
    func silent() {
        var lanes = PeerLanes()
        for seq in 1...2 { say(seq, .heard, at: 0, in: &lanes) }
        let seen = stride(from: 0.25, through: 12, by: 0.25).filter { due(&lanes, at: $0) == ["1", "2"] }
        #expect(seen == [1, 3, 7])
        #expect(lanes.size == 0)
    }

    @Test("an answer says that he has heard")
    func answer() {
        var lanes = PeerLanes()
        say(1, .heard, at: 0, in: &lanes)
        #expect(lanes.hear(Self.pair, isAnswer: true, at: Self.at(0.5)).isEmpty)
        say(2, .heard, at: 0.6, in: &lanes)
        #expect(due(&lanes, at: 8).isEmpty && lanes.size == 0)
    }

    @Test("who says something else for the first time is told once more, and then no more")
    func spoke() {
        var lanes = PeerLanes()
        for seq in 1...2 { say(seq, .heard, at: 0, in: &lanes) }
        #expect(lanes.hear(Self.pair, isAnswer: false, at: Self.at(0.5)).map(\.signalID) == ["1", "2"])
        #expect(lanes.hear(Self.pair, isAnswer: false, at: Self.at(0.6)).isEmpty)
        say(3, .heard, at: 0.7, in: &lanes)
        #expect(due(&lanes, at: 8).isEmpty && lanes.size == 0)
    }

    @Test("who speaks, and yet nobody hears for him, is waited for")
    func spokeUnheard() {
        var lanes = PeerLanes()
        say(1, .unheard, at: 0, in: &lanes)
        #expect(lanes.hear(Self.pair, isAnswer: false, at: Self.at(0.1)).isEmpty)
        #expect(due(&lanes, at: 0.25) == ["1"])
        #expect(lanes.settle(Self.message(1), of: Self.pair, .heard, at: Self.at(0.25)).isEmpty)
        #expect(lanes.size == 0)
    }

    @Test("what failed is not said again")
    func failed() {
        var lanes = PeerLanes()
        say(1, .failed, at: 0, in: &lanes)
        #expect(due(&lanes, at: 5).isEmpty && lanes.size == 0)
        say(2, .heard, at: 5, in: &lanes)
        #expect(due(&lanes, at: 6) == ["2"])
    }

    @Test("bytes, messages and lanes have bounds; after all is over nothing is left")
    func bounds() {
        var lanes = PeerLanes(byteLimit: 1_000, limit: 3)
        #expect(lanes.admit(Self.message(1, size: 1_001), of: Self.pair, at: Self.start) == .full)
        for seq in 1...100 { say(seq, .heard, at: 0, in: &lanes) }
        #expect(lanes.size == 640, "the oldest have made room")
        let others = (0..<5).map { PeerPair(Self.pair.call, from: MemberID("m\($0)"), to: MemberID("ben")) }
        let admitted = others.map { lanes.admit(Self.message(1), of: $0, at: Self.start) == .publish }
        #expect(admitted == [true, true, false, false, false])
        #expect(due(&lanes, at: 11).isEmpty && lanes.size == 0)
        _ = due(&lanes, at: 1_000)
        #expect(lanes.count == 0)
    }
}
