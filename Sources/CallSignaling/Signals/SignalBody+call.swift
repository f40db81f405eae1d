public import FoundationEssentials

extension SignalBody {
    /// `call_invite`.
    public struct Invite: Sendable, Hashable {
        /// The media room.
        public let roomName: String
        /// Voice or video.
        public let callType: CallType
        /// Who calls.
        public let caller: Member
        /// All who are called.
        public let calleeIDs: [MemberID]
        /// The community it is made in.
        public let community: Community?
        /// The media server's address; empty where none is configured.
        public let mediaURL: String
        /// Until when it rings.
        public let expiresAt: Date
        /// Whether what is said is recorded. The key is there only where it is.
        public let isRecorded: Bool
    }

    /// `call_ringing`, `call_accept`.
    public struct Callee: Sendable, Hashable, Codable {
        /// The callee.
        public let calleeID: MemberID
        /// His name; empty where an app sent it.
        public let calleeName: String

        init(_ member: Member) {
            calleeID = member.id
            calleeName = member.name
        }

        enum CodingKeys: String, CodingKey {
            case calleeID = "callee_id"
            case calleeName = "callee_name"
        }
    }

    /// `call_reject`, `call_busy`.
    public struct Refusal: Sendable, Hashable, Codable {
        /// The callee.
        public let calleeID: MemberID
        /// His name.
        public let calleeName: String
        /// Why.
        public let reason: RejectReason

        init(_ member: Member, reason: RejectReason) {
            calleeID = member.id
            calleeName = member.name
            self.reason = reason
        }

        enum CodingKeys: String, CodingKey {
            case calleeID = "callee_id"
            case calleeName = "callee_name"
            case reason
        }
    }

    /// `call_cancel`.
    public struct Cancel: Sendable, Hashable, Codable {
        /// Who called.
        public let callerID: MemberID
        /// Why the phone must stop.
        public let reason: CancelReason
        /// The host who took the callee out; absent unless one did.
        public let removedBy: MemberID?

        init(callerID: MemberID, reason: CancelReason, removedBy: MemberID? = nil) {
            self.callerID = callerID
            self.reason = reason
            self.removedBy = removedBy
        }

        enum CodingKeys: String, CodingKey {
            case callerID = "caller_id"
            case reason
            case removedBy = "removed_by"
        }
    }

    /// `call_end`.
    public struct End: Sendable, Hashable {
        /// Who ended it; nil, `"system"` on the wire, where a deadline did.
        public let endedBy: MemberID?
        /// Why.
        public let reason: EndReason
        /// Whole seconds from the answer; 0 without one.
        public let durationSeconds: Int
        /// The host who took out the one whom this tells that his part is over; absent unless one did.
        public let removedBy: MemberID?

        init(endedBy: MemberID?, reason: EndReason, durationSeconds: Int, removedBy: MemberID? = nil) {
            self.endedBy = endedBy
            self.reason = reason
            self.durationSeconds = durationSeconds
            self.removedBy = removedBy
        }
    }

    /// `call_answered_elsewhere`, `call_declined_elsewhere`.
    public struct Elsewhere: Sendable, Hashable {
        /// The member.
        public let calleeID: MemberID
        /// The device that answered or declined; nil where it named itself not.
        public let deviceID: DeviceID?

        init(_ member: MemberID, device: DeviceID?) {
            calleeID = member
            deviceID = device
        }
    }
}
