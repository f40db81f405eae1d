import HTTPTypes
import Hummingbird

/// For orchestrators: is the process alive, can it do its work.
struct HealthController: Sendable {
    let readiness: Readiness

    func health() -> HealthResponse { HealthResponse() }

    /// 503 when something required is down.
    func readiness() async throws -> Response {
        let report = await readiness.report()
        return try Response(json: report, status: report.status == .unavailable ? .serviceUnavailable : .ok)
    }
}
