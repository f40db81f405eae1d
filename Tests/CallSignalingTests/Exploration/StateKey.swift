import Foundation

@testable import CallSignaling

/// A state without what no rule of the call looks at, so that states that behave alike are explored once.
///
/// Left out: version, numbers and story; media flags and quality; absolute times, in whose place stand the seconds until each deadline;
/// which of two devices it was (only same, other or unnamed matters); what a part that is over remembers; the order of the callees.
struct StateKey: Hashable {
    private let head: UInt64
    private let parts: [UInt32]

    init(_ call: Call, at now: Date) {
        var order = Array(call.participants.indices)
        var codes = call.participants.map { Self.code(of: $0, in: call, at: now) }
        order.sort { one, other in
            guard one > 0, other > 0 else { return one < other }
            return codes[one] < codes[other]
        }
        let place = call.endedBy.map { member in call.participants.firstIndex { $0.id == member }.flatMap(order.firstIndex) ?? 14 } ?? 15
        codes = order.map { codes[$0] }
        var head = UInt64(CallStatus.allCases.firstIndex(of: call.status) ?? 15)
        head = head << 4 | UInt64(call.endReason.flatMap(EndReason.allCases.firstIndex) ?? 15)
        head = head << 4 | UInt64(place)
        head = head << 1 | (call.answeredAt == nil ? 0 : 1)
        head = head << 1 | (call.activeAt == nil ? 0 : 1)
        let end = call.answeredAt?.addingTimeInterval(call.timeouts.maximum)
        self.head = head << 4 | UInt64(Self.seconds(call.status.isLive ? end : nil, after: now))
        parts = codes
    }

    private static func code(of part: Participant, in call: Call, at now: Date) -> UInt32 {
        let state = part.state
        let wasInvited = part.inviteSeq != nil
        let keepsDevice = state.isIn || ((state == .rejected || state == .busy) && wasInvited)
        var code = UInt32(ParticipantState.allCases.firstIndex(of: state) ?? 15)
        code = code << 1 | (keepsDevice && part.device != nil ? 1 : 0)
        code = code << 1 | (wasInvited && (state.isIn || state == .busy) ? 1 : 0)
        code = code << 1 | (part.isGlare && state == .accepted ? 1 : 0)
        code = code << 2 | (part.isMediaUp.map { $0 ? 2 : 1 } ?? 0)
        code = code << 4 | UInt32(seconds(state.isRinging ? part.ringDeadline : nil, after: now))
        code = code << 4 | UInt32(seconds(call.reconnectDeadline(of: part), after: now))
        let connect = call.answeredAt.flatMap { call.connectDeadline(of: part, $0) }
        return code << 4 | UInt32(seconds(connect, after: now))
    }

    private static func seconds(_ date: Date?, after now: Date) -> Int {
        date.map { max(0, Int($0.timeIntervalSince(now))) } ?? 15
    }
}
