import CallControl
import CallSignaling
import TokenVerification

/// How good participants' connections are: hears it of them, and tells what it heard.
struct QualityController: Sendable {
    let coordinator: CallCoordinator
    let recorder: QualityRecorder
    let limiter: RateLimiter

    /// Passes a request on to its method.
    func answer(_ request: APIRequest, to route: APIRoute) async throws -> any AnswerBody {
        if route == .quality { return try await summary(request) }
        return try await report(request)
    }

    private func report(_ request: APIRequest) async throws -> QualityRatingResponse {
        let (key, member) = (try request.key, request.identity.memberID)
        let body = try request.decode(QualityBody.self)
        try limiter.admitReport(of: request.identity)
        let call = try await coordinator.hear(body.report, of: try request.party(body.deviceID), on: key, for: request.keyed)
        recorder.note(QualityRecord(call: key, member: member, at: coordinator.now, report: body.report))
        return QualityRatingResponse(body.report, level: call.participant(member)?.quality ?? QualityLevel(body.report.score))
    }

    private func summary(_ request: APIRequest) async throws -> QualityResponse {
        let identity = request.identity
        let call = try await coordinator.call(try request.key, seenBy: identity.memberID, isAdmin: identity.role.isAdministrator)
        return QualityResponse(call, try await recorder.summaries(of: call))
    }
}
