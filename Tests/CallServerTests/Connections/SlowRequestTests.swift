import TestSupport
import Testing

@testable import CallServer

/// Requests that never end, over real connections. The times are the subject, and short.
@Suite(.timeLimit(.minutes(1))) struct SlowRequestTests {
    private static let times = [
        "HTTP_HEAD_TIMEOUT_SECONDS": "0.3", "HTTP_REQUEST_TIMEOUT_SECONDS": "0.6", "HTTP_IDLE_TIMEOUT_SECONDS": "0.5",
    ]

    @Test func silentConnectionIsClosedWithoutAWord() async throws {
        try await withService(Self.times) { port in
            let start = ContinuousClock.now
            let (rest, elapsed) = try await withConnection(to: port) { connection in (try await connection.rest(), start.duration(to: .now))
            }
            #expect(rest.isEmpty)
            #expect(elapsed >= .seconds(0.2) && elapsed < .seconds(5))
        }
    }

    @Test(arguments: ["G", "GET /healthz HTTP/1.1\r\nHost: a\r\n", "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: "])
    func headThatStopsIsRefused(_ beginning: String) async throws {
        try await withService(Self.times) { port in
            try await withConnection(to: port) { connection in
                try await connection.send(beginning)
                try await connection.answer().expectProblem(408, "request_timeout")
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test func headThatDripsIsRefused() async throws {
        try await withService(Self.times) { port in
            try await withConnection(to: port) { connection in
                try await connection.send("GET /healthz HTTP/1.1\r\nX-Slow: ")
                for _ in 0..<8 {  // 0.4 s, though never more than 0.05 s without a byte
                    try await Task.sleep(for: .milliseconds(50))
                    try? await connection.send("a")  // refused from 0.3 s on
                }
                let answer = try await connection.answer()
                try answer.expectProblem(408, "request_timeout")
                #expect(answer.headers["connection"] == "close")
            }
        }
    }

    @Test func laterHeadsHaveTheSameTime() async throws {
        try await withService(Self.times) { port in
            try await withConnection(to: port) { connection in
                try await connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                try await connection.send("GET /healthz HTTP/1.1\r\n")
                try await connection.answer().expectProblem(408, "request_timeout")
            }
        }
    }

    @Test func bodyThatDripsIsRefusedAndNothingDone() async throws {
        try await withService(Self.times) { port in
            let token = try await bearer("alice")
            try await withConnection(to: port) { connection in
                try await connection.send(
                    "POST /api/calls HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n")
                for _ in 0..<16 {
                    try await Task.sleep(for: .milliseconds(50))
                    try? await connection.send(" ")  // refused from 0.6 s on
                }
                try await connection.answer().expectProblem(408, "request_timeout")
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test func restingConnectionIsClosedWithoutAWord() async throws {
        try await withService(Self.times) { port in
            try await withConnection(to: port) { connection in
                try await connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                let start = ContinuousClock.now
                #expect(try await connection.rest().isEmpty)
                #expect(start.duration(to: .now) >= .seconds(0.4))
            }
        }
    }

    /// The answer does not wait for the body, and the body is not waited for after it.
    @Test func answerBeforeTheBodyEndsTheConnection() async throws {
        try await withService { port in
            try await withConnection(to: port) { connection in
                try await connection.send("POST /api/calls HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{")
                let answer = try await connection.answer()
                try answer.expectProblem(401, "missing_token")
                #expect(answer.headers["connection"] == "close")
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    /// He says that he will send no more requests, and then never closes.
    @Test func lastRequestEndsTheConnection() async throws {
        try await withService { port in
            try await withConnection(to: port) { connection in
                try await connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                #expect(try await connection.rest().isEmpty)
            }
        }
    }
}
