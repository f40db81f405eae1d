import FoundationEssentials
import HTTPTypes
import Hummingbird
import TokenVerification

/// `/api/livekit/webhook`: what the media server tells of rooms.
///
/// Its address is not limited, however many rooms there are; whoever sends what the media server has not signed counts as anybody with a bad token.
struct MediaEventController: Sendable {
    /// Nil where there are no webhooks to be taken.
    let intake: MediaEventIntake?
    let limiter: RateLimiter
    let maximumBodyBytes: Int
    let timeLimit: TimeLimit

    init(_ intake: MediaEventIntake?, _ configuration: APIConfiguration, limiter: RateLimiter, timeLimit: TimeLimit) {
        self.intake = intake
        self.limiter = limiter
        self.maximumBodyBytes = configuration.maximumBodyBytes
        self.timeLimit = timeLimit
    }

    /// The answer to an event.
    func receive(_ request: Request, from address: ClientAddress?) async throws -> Response {
        guard let intake else { throw Problem(.notFound) }
        let body = Data(try await JSONBody(request, limit: maximumBodyBytes).bytes.readableBytesView)
        let handle = try verified(body, request.headers[.authorization], intake, from: address)
        try await timeLimit.run { try await handle() }
        return try Response(json: MessageResponse("Received"))
    }

    private func verified(
        _ body: Data, _ authorization: String?, _ intake: MediaEventIntake, from address: ClientAddress?
    ) throws -> MediaEventIntake.Handler {
        var handler: MediaEventIntake.Handler?
        try limiter.admitBroker(from: address) { () throws(TokenFailure) in handler = try intake.verify(body, authorization) }
        guard let handler else { throw TokenFailure.missing }
        return handler
    }
}
