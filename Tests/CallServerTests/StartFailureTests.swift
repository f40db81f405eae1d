import Logging
import Testing

@testable import CallServer

/// What is told when the service cannot start.
@Suite struct StartFailureTests {
    private struct Refusal: Error, CustomStringConvertible { let description: String }

    private let http = HTTPOptions(host: "0.0.0.0", port: 8_080, corsOrigins: [], isRateLimited: true)

    @Test(arguments: [
        ("bind(): Address already in use (errno: 98)", "port 8080 of 0.0.0.0 is in use"), ("bind(): Permission denied", "may not be used"),
        ("bind(): Cannot assign requested address (errno: 99)", "set HTTP_HOST"), ("anything else", "anything else"),
    ])
    func messageSaysWhatToDo(_ error: String, _ expected: String) {
        #expect(StartFailure(Refusal(description: error), http: http).description.contains(expected))
    }

    /// What the system says to a name that nobody has.
    @Test func anUnknownHostIsNamed() async throws {
        let settings = try serviceSettings(["HTTP_HOST": "no-such-host.invalid"])
        let service = try await CallService.build(settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let error = await #expect(throws: (any Error).self) { try await service.run(until: []) }
        let failure = StartFailure(try #require(error), http: settings.http)
        #expect(failure.description.contains("no-such-host.invalid is no address of this machine; set HTTP_HOST"))
    }
}
