/// Answer of `/healthz`.
struct HealthResponse: Encodable, Sendable {
    let status = "ok"
}
