import CallAPI
import HTTPTypes
import Testing

/// Headers that every answer has.
@Suite struct AnswerHeadersTests {
    @Test(arguments: ["/healthz", "/nowhere", "/api/calls/active", "/api/calls/history"], [false, true])
    func everyAnswerTellsBrowsersHowToTreatIt(_ path: String, _ isSecure: Bool) async throws {
        try await TestService(configuration: APIConfiguration(isSecure: isSecure)).run { client in
            for member in ["ann", nil] {
                let answer = try await client.ask(.get, path, as: member)
                #expect(answer.header("Cache-Control") == "no-store")
                #expect(answer.header("X-Content-Type-Options") == "nosniff")
                #expect(answer.header("Referrer-Policy") == "no-referrer")
                #expect(answer.header("Content-Security-Policy") == "default-src 'none'; frame-ancestors 'none'")
                #expect(answer.header("Strict-Transport-Security") == (isSecure ? "max-age=31536000" : nil))
                #expect(answer.header("X-Request-ID")?.isEmpty == false)
            }
        }
    }
}
