public import CallSignaling

/// Why a command was refused. Nothing was changed, nothing will be published, except that a `busy` create is kept in the log.
public enum CallFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// No such call in this church.
    case unknownCall
    /// These are not members of this church.
    case unknownMembers([MemberID])
    /// The request makes no sense; the text says why.
    case invalid(String)
    /// The call, as it stands, refuses.
    case refused(CallConflict, Call)
    /// Nobody of those called is free, or the caller himself is not.
    case busy(Busy)
    /// The church has as many calls as it may have.
    case churchFull
    /// The sender's key named another request of his.
    case requestReused
    /// Too many changed the call at once; trying again helps.
    case contended

    /// For logs: what was refused, not whose call.
    public var description: String {
        switch self {
        case .unknownCall: "unknown call"
        case .unknownMembers(let members): "\(members.count) unknown members"
        case .invalid(let reason): "invalid: \(reason)"
        case .refused(let conflict, let call): "refused: \(conflict), the call is \(call.status.rawValue)"
        case .busy(let busy): "\(busy.members.count) engaged"
        case .churchFull: "too many calls of the church"
        case .requestReused: "key used for another request"
        case .contended: "contended"
        }
    }

    /// Who is engaged, and by what.
    public struct Busy: Sendable, Hashable {
        /// Those engaged.
        public let members: [MemberID]
        /// The call kept in the log for this attempt; nil where none is.
        public let callID: CallID?
        /// The live call in the way; told only where the asker takes part in it.
        public let existingCallID: CallID?

        /// Who is engaged.
        public init(members: [MemberID], callID: CallID? = nil, existingCallID: CallID? = nil) {
            self.members = members
            self.callID = callID
            self.existingCallID = existingCallID
        }
    }
}
