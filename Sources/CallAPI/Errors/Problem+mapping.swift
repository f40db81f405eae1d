import CallControl
import CallSignaling
import HTTPTypes
import Hummingbird
import TokenVerification

/// The one place where errors become answers.
extension Problem {
    /// What to tell the client of `error`. Whatever is not expected here is an `internal_error` that tells nothing.
    init(of error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let failure as CallFailure: self.init(failure: failure)
        case is BlockLimitReached: self.init(.blockLimit)
        case is WebhookLimitReached: self.init(.webhookLimit)
        case let flaw as WebhookAddress.Flaw: self.init(.invalidBody, "url must be \(flaw).")
        case let failure as TokenFailure: self.init(token: failure)
        case let failure as APIKeyFailure: self.init(apiKey: failure)
        case is DependencyFailure, is TimeLimitExceeded, is CancellationError: self.init(.dependencyUnavailable)
        case let error as any HTTPResponseError: self.init(status: error.status)
        default: self.init(.internalError)
        }
    }

    private init(failure: CallFailure) {
        switch failure {
        case .unknownCall: self.init(.unknownCall)
        case .unknownMembers(let members):
            let names = members.map(\.rawValue).joined(separator: ", ")
            self.init(.unknownMember, "Nobody in this church has the id \(names).")
            self.members = members
        case .invalid(let reason): self.init(.invalidBody, reason.prefix(1).uppercased() + reason.dropFirst() + ".")
        case .refused(let conflict, let call):
            self.init(conflict: conflict)
            callID = call.id
            if code.status == 409 { currentStatus = call.status }
        case .busy(let busy):
            self.init(.busy, busy.existingCallID == nil ? "Everybody you called is in another call." : "You are in another call already.")
            members = busy.members
            callID = busy.callID
            existingCallID = busy.existingCallID
            if busy.callID != nil { currentStatus = .busy }
        case .churchFull: self.init(.churchLimit)
        case .requestReused: self.init(.idempotencyKeyReused)
        case .contended: self.init(.contended)
        }
    }

    private init(conflict: CallConflict) {
        switch conflict {
        case .notParticipant: self.init(.notParticipant)
        case .notCaller: self.init(.notCaller)
        case .over: self.init(.callOver)
        case .answeredElsewhere: self.init(.answeredElsewhere)
        case .declinedElsewhere: self.init(.declinedElsewhere)
        case .alreadyAnswered: self.init(.alreadyAnswered)
        case .notRinging: self.init(.notRinging)
        case .notIn: self.init(.notInCall)
        case .unknownParticipant(let member):
            self.init(.unknownMember, "Nobody in this call has the id \(member).")
            members = [member]
        case .participantNotIn(let member):
            self.init(.notInCall, "\(member) is not in this call.")
            members = [member]
        case .recordingLimit: self.init(.recordingLimit)
        case .calleesBusy(let members):
            self.init(.busy, "Everybody you called is in another call.")
            self.members = members
        case .peerUnclear: self.init(.invalidBody, "to must name another participant, whom this is for.")
        }
    }

    private init(token failure: TokenFailure) {
        switch failure {
        case .missing: self.init(.missingToken)
        case .invalid(let reason): self.init(.invalidToken, "Please sign in again: the token was not accepted, \(reason).")
        case .expired: self.init(.tokenExpired)
        case .notYetValid: self.init(.tokenNotYetValid)
        case .revoked: self.init(.tokenRevoked)
        case .undecidable: self.init(.dependencyUnavailable)
        case .missingTenant: self.init(.missingTenant)
        case .forbiddenRole: self.init(.forbiddenRole)
        }
        challenge(isMissing: failure == .missing)
    }

    private init(apiKey failure: APIKeyFailure) {
        switch failure {
        case .unknown: self.init(.invalidToken, "The API key was not accepted: there is none like it.")
        case .expired: self.init(.tokenExpired, "The API key has expired.")
        case .revoked: self.init(.tokenRevoked, "The API key was revoked.")
        case .undecidable: self.init(.dependencyUnavailable)
        }
        challenge(isMissing: false)
    }

    /// Says with a 401 how to do better (RFC 6750, 3).
    private mutating func challenge(isMissing: Bool) {
        guard code.status == 401 else { return }
        let error = isMissing ? "" : #", error="invalid_token", error_description="\#(code.rawValue)""#
        headers[.wwwAuthenticate] = #"Bearer realm="faithflow-calls""# + error
    }

    private init(status: HTTPResponse.Status) {
        switch status {
        case .notFound: self.init(.notFound)
        case .contentTooLarge: self.init(.bodyTooLarge)
        case .requestTimeout: self.init(.requestTimeout)
        case .unsupportedMediaType: self.init(.unsupportedMediaType)
        default: self.init(status.kind == .clientError ? .badRequest : .internalError)
        }
    }
}
