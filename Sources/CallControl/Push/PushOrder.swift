public import CallSignaling
public import FoundationEssentials

/// What one device of a member is to be told by a push: the body of an errand. Names the token, and does not have it.
public struct PushOrder: Codable, Hashable, Sendable {
    /// What it is for.
    public enum Purpose: String, Codable, CaseIterable, Sendable {
        /// That the phone is to ring.
        case invite
        /// That a call was missed, and the phone rings no more.
        case missed
        /// That the phone rings no more, for another reason.
        case stop

        /// Which kinds of token it goes to. Apple takes PushKit away from an app that it wakes for anything but a call, so `voip` is for invites only.
        public var kinds: Set<PushKind> {
            switch self {
            case .invite: [.voip, .fcm, .expo]
            case .missed, .stop: [.alert, .fcm, .expo]
            }
        }
    }

    /// What it is for.
    public let purpose: Purpose
    /// The member.
    public let member: MemberID
    /// The device, `PushDevice.id`.
    public let device: String
    /// Which of his invites to the call it is about.
    public let inviteSeq: Int

    enum CodingKeys: String, CodingKey {
        case purpose, member, device
        case inviteSeq = "invite_seq"
    }

    /// An order.
    public init(_ purpose: Purpose, member: MemberID, device: String, inviteSeq: Int) {
        self.purpose = purpose
        self.member = member
        self.device = device
        self.inviteSeq = inviteSeq
    }
}

extension Call {
    /// Whether the order is still to be carried out, as the call is stored: nothing rings after an answer, an end or its time, or where a phone has
    /// acknowledged.
    public func wants(_ order: PushOrder, _ policy: PushRules.Policy, at now: Date) -> Bool {
        guard let part = participant(order.member), part.inviteSeq == order.inviteSeq else {
            return false
        }
        switch order.purpose {
        case .invite:
            guard status.isLive, let deadline = part.ringDeadline, now < deadline else { return false }
            return part.state == .invited || (part.state == .alerted && policy == .always)
        case .missed: return part.state == .missed
        case .stop: return !part.state.isRinging
        }
    }
}
