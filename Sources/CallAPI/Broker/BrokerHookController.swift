import HTTPTypes
import Hummingbird
import TokenVerification

/// `/broker/auth` and `/broker/acl`: questions of a broker that shows its secret.
///
/// The broker's address is not limited, however many phones log in through it; whoever asks without the secret counts as anybody with a bad token.
struct BrokerHookController: Sendable {
    private static let secretHeader = HTTPField.Name("X-Broker-Secret")

    /// Nil where hooks are not to be had.
    let hooks: BrokerHooks?
    let limiter: RateLimiter
    let configuration: APIConfiguration
    let timeLimit: TimeLimit

    init(_ configuration: APIConfiguration, authenticator: TokenAuthenticator, limiter: RateLimiter, timeLimit: TimeLimit) {
        hooks = configuration.broker.hookSecret.map {
            BrokerHooks(access: configuration.broker, secret: $0, authenticator: authenticator)
        }
        self.limiter = limiter
        self.configuration = configuration
        self.timeLimit = timeLimit
    }

    /// The answer to a question at `/broker/auth`.
    func login(_ request: Request, from address: ClientAddress?) async throws -> Response {
        let (hooks, body) = try await question(request, from: address)
        let question: LoginQuestion = try body.decode()
        return try Response(json: try await timeLimit.run { try await hooks.login(question) })
    }

    /// The answer to a question at `/broker/acl`.
    func access(_ request: Request, from address: ClientAddress?) async throws -> Response {
        let (hooks, body) = try await question(request, from: address)
        return try Response(json: try hooks.access(try body.decode()))
    }

    private func question(_ request: Request, from address: ClientAddress?) async throws -> (BrokerHooks, JSONBody) {
        guard let hooks else { throw Problem(.notFound) }
        try limiter.admitBroker(from: address) { () throws(TokenFailure) in try Self.check(request.headers, hooks.secret) }
        return (hooks, try await JSONBody(request, limit: configuration.maximumBodyBytes))
    }

    private static func check(_ headers: HTTPFields, _ secret: BrokerSecret) throws(TokenFailure) {
        guard let given = headers[own: secretHeader] ?? TokenAuthenticator.bearerToken(headers) else { throw .missing }
        guard secret.matches(given) else { throw .invalid("it is not the brokers' secret") }
    }
}
