import HTTPTypes
import Hummingbird

/// Headers of every answer: how a browser is to treat it, and which request it answers.
struct AnswerHeadersMiddleware: RouterMiddleware {
    /// Whether clients speak TLS with the service itself.
    let isSecure: Bool

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers.addSafety(isSecure: isSecure)
        response.headers[own: .requestID] = context.id
        return response
    }
}

extension HTTPFields {
    /// The answer is for its asker alone and, without a tag, now, is what its type says, and is no page: it loads nothing, shows up in no frame and tells nobody
    /// where it was linked from. With TLS, the origin is to be asked by nothing else for a year (RFC 6797).
    mutating func addSafety(isSecure: Bool) {
        if self[.eTag] == nil { self[.cacheControl] = "no-store" }
        self[.xContentTypeOptions] = "nosniff"
        self[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        self[own: .referrerPolicy] = "no-referrer"
        if isSecure { self[.strictTransportSecurity] = "max-age=31536000" }
    }
}
