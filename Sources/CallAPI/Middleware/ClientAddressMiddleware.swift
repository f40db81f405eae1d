import HTTPTypes
import Hummingbird

/// Finds out which client a request comes from, where trusted proxies stand between.
struct ClientAddressMiddleware: RouterMiddleware {
    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")

    let proxies: TrustedProxies

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let peer = context.clientAddress, proxies.contains(peer), let name = Self.forwardedFor else {
            return try await next(request, context)
        }
        var context = context
        context.clientAddress = proxies.client(behind: peer, forwarded: request.headers[values: name])
        return try await next(request, context)
    }
}
