/// Answer of `/healthz`.
struct HealthResponse: AnswerBody {
    let status = "ok"
}
