import CallControl
import CallSignaling
import Hummingbird
import Logging

/// One debug line a request: route, call (shortened), outcome, time. No header and no query, so no token.
struct AccessLogMiddleware: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        guard logger.logLevel <= .debug else { return try await next(request, context) }
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let elapsed = start.duration(to: .now) / .milliseconds(1)
        var metadata: Logger.Metadata = [
            LogKey.request: "\(context.id)", LogKey.route: "\(request.method) \(context.endpointPath ?? "")",
            LogKey.status: "\(response.status.code)", LogKey.milliseconds: "\((elapsed * 10).rounded() / 10)",
        ]
        if let call = context.parameters.get("id").flatMap(CallID.init(validating:)) { metadata[LogKey.call] = .id(call) }
        logger.debug("Request", metadata: metadata)
        return response
    }
}
