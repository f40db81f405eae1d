import Testing

@testable import CallServer

/// What is told when the service cannot start.
@Suite struct StartFailureTests {
    private struct Refusal: Error, CustomStringConvertible { let description: String }

    private let http = HTTPOptions(host: "0.0.0.0", port: 8_080, corsOrigins: [], isRateLimited: true)

    @Test(arguments: [
        ("bind(): Address already in use (errno: 98)", "port 8080 of 0.0.0.0 is in use"), ("bind(): Permission denied", "may not be used"),
        ("anything else", "anything else"),
    ])
    func messageSaysWhatToDo(_ error: String, _ expected: String) {
        #expect(StartFailure(Refusal(description: error), http: http).description.contains(expected))
    }
}
