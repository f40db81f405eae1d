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
    case forbiddenScope = "forbidden_scope"
    case notParticipant = "not_participant"
    case notCaller = "not_caller"
    case unknownCall = "unknown_call"
    case unknownMember = "unknown_member"
    case unknownWebhook = "unknown_webhook"
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
    case blockLimit = "block_limit"
    case webhookLimit = "webhook_limit"
    case webhookDisabled = "webhook_disabled"
    case requestTimeout = "request_timeout"
    case bodyTooLarge = "body_too_large"
    case uriTooLong = "uri_too_long"
    case unsupportedMediaType = "unsupported_media_type"
    case invalidBody = "invalid_body"
    case idempotencyKeyReused = "idempotency_key_reused"
    case rateLimited = "rate_limited"
    case churchLimit = "church_limit"
    case headersTooLarge = "headers_too_large"
    case internalError = "internal_error"
    case recordingLimit = "recording_limit"
    case contended
    case dependencyUnavailable = "dependency_unavailable"

    /// The HTTP status it goes with, always the same.
    public var status: Int {
        switch self {
        case .badRequest, .invalidJSON, .invalidParameter, .invalidID: 400
        case .missingToken, .invalidToken, .tokenExpired, .tokenNotYetValid, .tokenRevoked: 401
        case .missingTenant, .forbiddenRole, .forbiddenScope, .notParticipant, .notCaller: 403
        case .unknownCall, .unknownMember, .unknownWebhook, .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .callOver, .answeredElsewhere, .declinedElsewhere, .alreadyAnswered, .notRinging, .notInCall, .busy: 409
        case .requestInProgress, .blockLimit, .webhookLimit, .webhookDisabled, .recordingLimit: 409
        case .bodyTooLarge: 413
        case .uriTooLong: 414
        case .unsupportedMediaType: 415
        case .invalidBody, .idempotencyKeyReused: 422
        case .rateLimited, .churchLimit: 429
        case .headersTooLarge: 431
        case .internalError: 500
        case .contended, .dependencyUnavailable: 503
        }
    }

    /// Seconds after which trying again may help, where nothing more exact is known.
    public var retryAfter: Int? {
        switch self {
        case .contended, .requestInProgress, .rateLimited: 1
        case .churchLimit: 5
        case .dependencyUnavailable: 2
        default: nil
        }
    }
}
