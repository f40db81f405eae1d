import HTTPTypes
import Hummingbird

/// Lets web apps of other origins read the answers (Fetch standard, *CORS protocol*). Credentials in the standard's sense, that is
/// cookies, are never asked for: bearer tokens are a header that the app sets.
struct CrossOriginMiddleware: RouterMiddleware {
    private static let methods: String = {
        let methods = Set(APIRoute.allCases.map(\.method.rawValue)).union([HTTPRequest.Method.head.rawValue])
        return methods.sorted().joined(separator: ", ")
    }()

    let rules: CrossOriginRules

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin] else { return try await next(request, context) }
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        var response = isPreflight ? Response(status: .noContent) : try await next(request, context)
        rules.add(to: &response.headers, for: origin)
        if isPreflight, rules.allows(origin) {
            response.headers[.accessControlExposeHeaders] = nil
            response.headers[.accessControlAllowMethods] = Self.methods
            response.headers[.accessControlAllowHeaders] =
                "Authorization, Content-Type, If-None-Match, X-Device-ID, Idempotency-Key, X-API-Key, Last-Event-ID"
            response.headers[.accessControlMaxAge] = "600"
        }
        return response
    }
}
