import CallSignaling
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// A refusal as told to the client: a problem document (RFC 9457). `detail` is a sentence that an app can show.
struct Problem: Error, Equatable {
    let code: ProblemCode
    let detail: String
    var callID: CallID?
    var currentStatus: CallStatus?
    var existingCallID: CallID?
    var members: [MemberID]?
    /// Seconds after which trying again may help.
    let retryAfter: Int?
    /// Headers that go with it.
    var headers: HTTPFields = [:]

    init(_ code: ProblemCode, _ detail: String? = nil, retryAfter: Int? = nil) {
        self.code = code
        self.detail = detail ?? code.sentence
        self.retryAfter = retryAfter ?? code.retryAfter
        if let seconds = self.retryAfter { headers[.retryAfter] = "\(seconds)" }
    }
}

extension Problem: AnswerBody {
    enum CodingKeys: String, CodingKey {
        case type, title, status, detail, code, members
        case callID = "call_id"
        case currentStatus = "current_status"
        case existingCallID = "existing_call_id"
        case retryAfter = "retry_after"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("urn:faithflow:problem:\(code.rawValue)", forKey: .type)
        try container.encode(code.title, forKey: .title)
        try container.encode(code.status, forKey: .status)
        try container.encode(detail, forKey: .detail)
        try container.encode(code, forKey: .code)
        try container.encodeIfPresent(callID, forKey: .callID)
        try container.encodeIfPresent(currentStatus, forKey: .currentStatus)
        try container.encodeIfPresent(existingCallID, forKey: .existingCallID)
        try container.encodeIfPresent(retryAfter, forKey: .retryAfter)
        try container.encodeIfPresent(members, forKey: .members)
    }
}

extension Problem {
    /// RFC 9457, 3.
    static let contentType = "application/problem+json"

    /// The answer.
    func response() throws -> Response {
        var response = try Response(json: self, status: .init(code: code.status))
        response.headers[.contentType] = Self.contentType
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}
