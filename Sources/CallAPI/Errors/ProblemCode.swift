/// The stable code of each refusal: key `code` of a problem document, and the end of its `type`.
///
/// This table and `Problem+mapping.swift` are all there is between an error and its answer.
public enum ProblemCode: String, CaseIterable, Sendable, Codable {
    case badRequest = "bad_request"
    case invalidJSON = "invalid_json"
    case invalidParameter = "invalid_parameter"
    case invalidID = "invalid_id"
    case missingToken = "missing_token"
    case invalidToken = "invalid_token"
    case tokenExpired = "token_expired"
    case tokenNotYetValid = "token_not_yet_valid"
    case tokenRevoked = "token_revoked"
    case missingTenant = "missing_tenant"
    case forbiddenRole = "forbidden_role"
    case notParticipant = "not_participant"
    case notCaller = "not_caller"
    case unknownCall = "unknown_call"
    case unknownMember = "unknown_member"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case callOver = "call_over"
    case answeredElsewhere = "answered_elsewhere"
    case declinedElsewhere = "declined_elsewhere"
    case alreadyAnswered = "already_answered"
    case notRinging = "not_ringing"
    case notInCall = "not_in_call"
    case busy
    case requestInProgress = "request_in_progress"
    case bodyTooLarge = "body_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case invalidBody = "invalid_body"
    case idempotencyKeyReused = "idempotency_key_reused"
    case internalError = "internal_error"
    case contended
    case dependencyUnavailable = "dependency_unavailable"

    /// The HTTP status it goes with, always the same.
    public var status: Int {
        switch self {
        case .badRequest, .invalidJSON, .invalidParameter, .invalidID: 400
        case .missingToken, .invalidToken, .tokenExpired, .tokenNotYetValid, .tokenRevoked: 401
        case .missingTenant, .forbiddenRole, .notParticipant, .notCaller: 403
        case .unknownCall, .unknownMember, .notFound: 404
        case .methodNotAllowed: 405
        case .callOver, .answeredElsewhere, .declinedElsewhere, .alreadyAnswered, .notRinging, .notInCall, .busy: 409
        case .requestInProgress: 409
        case .bodyTooLarge: 413
        case .unsupportedMediaType: 415
        case .invalidBody, .idempotencyKeyReused: 422
        case .internalError: 500
        case .contended, .dependencyUnavailable: 503
        }
    }

    /// Seconds after which trying again may help.
    public var retryAfter: Int? {
        switch self {
        case .contended, .requestInProgress: 1
        case .dependencyUnavailable: 2
        default: nil
        }
    }
}
