import HTTPTypes
import Hummingbird

/// Headers of every answer: it is for its asker alone and now, it is what its type says, and which request it answers.
struct AnswerHeadersMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[own: .requestID] = context.id
        return response
    }
}
