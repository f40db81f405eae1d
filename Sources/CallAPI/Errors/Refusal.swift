import FoundationEssentials
public import HTTPTypes
public import Hummingbird

/// A refusal that no route gives: a problem document for what never became a request.
public struct Refusal: Sendable {
    /// Status and header fields.
    public let head: HTTPResponse
    /// The document.
    public let body: ByteBuffer

    /// A refusal by `code`; `detail` is a sentence for people, where the code's own does not do. `isSecure` tells whether the connection has TLS.
    public init(_ code: ProblemCode, _ detail: String? = nil, isSecure: Bool) {
        let problem = Problem(code, detail)
        let document = (try? JSONEncoder().encode(problem)) ?? Data()  // it holds nothing that JSON cannot
        var fields = problem.headers
        fields[.contentType] = Problem.contentType
        fields[.contentLength] = "\(document.count)"
        fields.addSafety(isSecure: isSecure)
        fields[own: .requestID] = "\(RequestID())"
        head = HTTPResponse(status: .init(code: code.status), headerFields: fields)
        body = ByteBuffer(bytes: document)
    }
}
