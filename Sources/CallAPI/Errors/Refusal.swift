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
    ///
    /// Where the request was understood far enough to have an `origin`, `rules` say whether a web app of it may read this.
    public init(
        _ code: ProblemCode, _ detail: String? = nil, isSecure: Bool, origin: String? = nil, rules: CrossOriginRules = CrossOriginRules([])
    ) {
        let problem = Problem(code, detail)
        let document = (try? JSONEncoder().encode(problem)) ?? Data()  // it holds nothing that JSON cannot
        var fields = problem.headers
        fields[.contentType] = Problem.contentType
        fields[.contentLength] = "\(document.count)"
        fields.addSafety(isSecure: isSecure)
        fields[own: .requestID] = "\(RequestID())"
        if let origin { rules.add(to: &fields, for: origin) }
        head = HTTPResponse(status: .init(code: code.status), headerFields: fields)
        body = ByteBuffer(bytes: document)
    }
}
