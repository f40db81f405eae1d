import CallControl
import HTTPTypes
import Hummingbird
import Logging

/// Turns every error, Hummingbird's own included, into a problem document; logs those that somebody must look at.
struct ProblemMiddleware: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: APIRequestContext, next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = Self.isUnrouted(error) ? Self.unrouted(request) : Problem(of: error)
            log(problem, error, context)
            return try problem.response()
        }
    }

    private static func isUnrouted(_ error: any Error) -> Bool { (error as? HTTPError)?.status == .notFound }

    /// The router knows no more than that it found nothing; perhaps the path has other methods.
    private static func unrouted(_ request: Request) -> Problem {
        let allowed = APIRoute.methods(at: request.uri.path)
        guard !allowed.isEmpty, !allowed.contains(request.method) else { return Problem(.notFound) }
        let methods = allowed.map(\.rawValue).joined(separator: ", ")
        var problem = Problem(.methodNotAllowed, "This address answers to \(methods) only.")
        problem.headers[.allow] = methods
        return problem
    }

    private func log(_ problem: Problem, _ error: any Error, _ context: APIRequestContext) {
        guard problem.code.status >= 500 else { return }
        let metadata: Logger.Metadata = [
            LogKey.error: "\(error)", LogKey.request: "\(context.id)", LogKey.route: "\(context.endpointPath ?? "")",
        ]
        if problem.code == .internalError {
            logger.error("A request failed", metadata: metadata)
        } else {
            logger.debug("A request must be made again", metadata: metadata)
        }
    }
}
