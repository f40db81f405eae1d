import Foundation
import TestSupport
import Testing

@testable import CallServer
@testable import Fuzz

/// Damaged bytes over real connections: each is answered below 500 or closed, and the service goes on.
@Suite struct ConnectionFuzzTests {
    private static let mutator = Mutator(
        samples: [
            "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /api/calls/history?page=1 HTTP/1.1\r\nHost: a:80\r\nAuthorization: Bearer a.b.c\r\n\r\n",
            "POST /api/calls HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /api/calls HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n2\r\n{}\r\n0\r\nX: y\r\n\r\n",
            "OPTIONS * HTTP/1.0\r\nOrigin: https://a.test\r\nConnection: keep-alive, upgrade\r\nUpgrade: h2c\r\n\r\n",
        ],
        words: [
            "\r\n", "\n", "\r", ":", " ", "HTTP/1.1", "HTTP/2.0", "Host: b\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
            "PRI * ",
            "0\r\n\r\n", "ffffffffffffffff\r\n", "GET ", "CONNECT ", "\u{16}\u{3}\u{1}",
        ])

    @Test(.timeLimit(.minutes(10))) func theServiceGoesOn() async throws {
        let count = ProcessInfo.processInfo.environment["FAITHFLOW_FUZZ_INPUTS"].flatMap { Int($0) } ?? 500
        try await withService { port in
            let target = FuzzTarget(name: "connections") {
                Self.mutator.input(&$0)
            } read: { input in
                let text = try await withConnection(to: port) { connection in
                    try? await connection.send(input)  // it may be refused before it is all sent
                    connection.finish()
                    return try await connection.rest()
                }
                let statuses = text.matches(of: #/HTTP/1\.1 (\d\d\d) /#).compactMap { Int($0.output.1) }
                try require(statuses.allSatisfy { $0 < 500 }, "answered \(statuses)")
                return statuses.contains { $0 < 400 }
            }
            let outcome = await FuzzRun(target: target, seed: 1, first: 0, count: count, isShown: false).run()
            #expect(outcome.findings == [])
            #expect(outcome.accepted > 0)
            let status = try await withConnection(to: port) { connection in
                try await connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                return try await connection.answer().status
            }
            #expect(status == 200)
        }
    }
}
