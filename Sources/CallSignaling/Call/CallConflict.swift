/// Why an event is refused. The call is as it was.
public enum CallConflict: Error, Sendable, Hashable {
    /// He takes no part in the call.
    case notParticipant
    /// Only the caller may.
    case notCaller
    /// The call is over.
    case over
    /// Another device of his has answered.
    case answeredElsewhere
    /// Another device of his has declined.
    case declinedElsewhere
    /// Somebody, or he himself, has answered already.
    case alreadyAnswered
    /// His phones do not ring: he was not invited, has declined, or his time is over.
    case notRinging
    /// He has not answered, so there is nothing to connect, leave, change or invite into.
    case notIn
    /// He on whom one would act takes no part in the call.
    case unknownParticipant(MemberID)
    /// He on whom one would act has not answered, or is out.
    case participantNotIn(MemberID)
    /// It has been recorded as often as a call may be.
    case recordingLimit
    /// Everybody to be called in is engaged.
    case calleesBusy([MemberID])
    /// It does not say which of the other participants it is for.
    case peerUnclear
}
