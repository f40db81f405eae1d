extension ProblemCode {
    /// What it is about, in a few words.
    public var title: String {
        switch self {
        case .badRequest: "Bad request"
        case .invalidJSON: "Body is not JSON"
        case .invalidParameter: "Parameter not understood"
        case .invalidID: "Not a call id"
        case .missingToken: "Not signed in"
        case .invalidToken: "Token not accepted"
        case .tokenExpired: "Token expired"
        case .tokenNotYetValid: "Token not valid yet"
        case .tokenRevoked: "Token revoked"
        case .missingTenant: "No church"
        case .forbiddenRole: "Role not allowed"
        case .notParticipant: "Not your call"
        case .notCaller: "Not the caller"
        case .unknownCall: "Unknown call"
        case .unknownMember: "Unknown member"
        case .notFound: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .callOver: "Call is over"
        case .answeredElsewhere: "Answered elsewhere"
        case .declinedElsewhere: "Declined elsewhere"
        case .alreadyAnswered: "Already answered"
        case .notRinging: "Not ringing"
        case .notInCall: "Not in the call"
        case .busy: "Busy"
        case .requestInProgress: "Request in progress"
        case .bodyTooLarge: "Body too large"
        case .unsupportedMediaType: "Media type not supported"
        case .invalidBody: "Body not understood"
        case .idempotencyKeyReused: "Key used for another request"
        case .internalError: "Internal error"
        case .contended: "Too many changes at once"
        case .dependencyUnavailable: "Temporarily unavailable"
        }
    }

    /// A sentence for the user where nothing more special is known.
    var sentence: String {
        switch self {
        case .badRequest: "The request could not be read."
        case .notFound: "There is nothing at this address."
        case .unknownCall: "This call does not exist."
        case .notParticipant: "You take no part in this call."
        case .notCaller: "Only the caller can do this."
        case .callOver: "This call is over."
        case .answeredElsewhere: "This call was answered on another device."
        case .declinedElsewhere: "This call was declined on another device."
        case .alreadyAnswered: "This call has been answered already."
        case .notRinging: "This call does not ring for you."
        case .notInCall: "You are not in this call."
        case .missingToken: "Please sign in: the request has no bearer token."
        case .tokenExpired: "Your session has expired. Please sign in again."
        case .tokenNotYetValid: "Your session is not valid yet. Please check the clock and try again."
        case .tokenRevoked: "Your session was ended. Please sign in again."
        case .missingTenant: "Your session names no church."
        case .forbiddenRole: "Your role does not allow calls."
        case .requestInProgress: "This request is still being worked on. Please try again in a moment."
        case .idempotencyKeyReused: "This Idempotency-Key was used for another request. A new request needs a new key."
        case .internalError: "Something went wrong on our side."
        case .contended: "Too much happens to this call at once. Please try again."
        case .dependencyUnavailable: "Calls are unavailable for a moment. Please try again."
        default: title + "."
        }
    }
}
