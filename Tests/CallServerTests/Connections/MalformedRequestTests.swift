import TestSupport
import Testing

@testable import CallServer

/// What is not HTTP, is too large, or could be read in two ways: refused with a problem document, and the connection ends with it.
@Suite(.timeLimit(.minutes(1))) struct MalformedRequestTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: String
        let status: Int
        let code: String
        var testDescription: String { name }

        init(_ name: String, _ bytes: String, _ status: Int = 400, _ code: String = "bad_request") {
            self.name = name
            self.bytes = bytes
            self.status = status
            self.code = code
        }
    }

    private static func post(_ fields: String, _ body: String = "") -> String {
        "POST /api/calls HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
    }

    static let garbage = [
        Row("bytes of TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}"), Row("words", "hello there\r\n\r\n"),
        Row("no method", " / HTTP/1.1\r\n\r\n"), Row("unknown version", "GET / HTTP/9.9\r\n\r\n"),
        Row("HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), Row("no version", "GET /\r\n\r\n"),
        Row("blank in a name", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"), Row("no name", "GET / HTTP/1.1\r\n: a\r\n\r\n"),
        Row("zero byte in a value", "GET / HTTP/1.1\r\nHost: a\u{0}b\r\n\r\n"),
        Row("folded line", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"),
        Row("line without an end", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
    ]

    static let sizes = [
        Row("one field too large", "GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 17_000))\r\n\r\n", 431, "headers_too_large"),
        Row(
            "all fields too large", "GET / HTTP/1.1\r\n\(String(repeating: "X: \(String(repeating: "a", count: 500))\r\n", count: 40))\r\n",
            431, "headers_too_large"),
        Row("too many fields", "GET / HTTP/1.1\r\n\(String(repeating: "X: a\r\n", count: 101))\r\n", 431, "headers_too_large"),
        Row("address too long", "GET /\(String(repeating: "a", count: 4_096)) HTTP/1.1\r\nHost: a\r\n\r\n", 414, "uri_too_long"),
        Row("address far too long", "GET /\(String(repeating: "a", count: 40_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414, "uri_too_long"),
    ]

    /// RFC 9112, 6.3 and 11.2: a proxy and the service must never disagree on where a request ends.
    static let smuggling = [
        Row("length and chunks", post("Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        Row("chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 4", "0\r\n\r\n")),
        Row("two lengths", post("Content-Length: 2\r\nContent-Length: 3", "{} ")),
        Row("the same length twice", post("Content-Length: 2\r\nContent-Length: 2", "{}")),
        Row("list of lengths", post("Content-Length: 2, 2", "{}")), Row("signed length", post("Content-Length: +2", "{}")),
        Row("negative length", post("Content-Length: -2", "{}")), Row("hexadecimal length", post("Content-Length: 0x2", "{}")),
        Row("length beyond all numbers", post("Content-Length: 99999999999999999999", "{}")),
        Row("chunked is not last", post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n")),
        Row("unknown coding", post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
        Row("coding hidden by a tab", post("Transfer-Encoding:\tchunked\r\nContent-Length: 4", "0\r\n\r\n")),
        Row("blank before the colon", post("Transfer-Encoding : chunked", "0\r\n\r\n")),
        Row("chunk size that is none", post("Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n")),
        Row("chunk size beyond all numbers", post("Transfer-Encoding: chunked", "fffffffffffffffff\r\n{}")),
        Row(
            "chunks in HTTP/1.0",
            "POST /api/calls HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
        Row("chunk longer than it says", post("Transfer-Encoding: chunked", "1\r\n{}\r\n0\r\n\r\n")),
    ]

    /// RFC 9112, 3.2: whom a request is for is said once.
    static let hosts = [
        Row("no host", "GET /healthz HTTP/1.1\r\nAccept: */*\r\n\r\n"),
        Row("two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        Row("the same host twice", "GET /healthz HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"),
        Row("list of hosts", "GET /healthz HTTP/1.1\r\nHost: a, b\r\n\r\n"), Row("host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Row("host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
        Row("two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
        Row("no host, with a body", "POST /api/calls HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"),
    ]

    /// RFC 9112, 9.3.
    @Test func anOldConnectionEndsWithItsAnswer() async throws {
        try await withService { port in
            try await withConnection(to: port) { connection in
                try await connection.send("GET /healthz HTTP/1.0\r\n\r\n")
                let text = try await connection.rest()  // until it is closed
                #expect(text.hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test(arguments: ["a", "calls.example.org:8080", "[::1]:8080", "", "127.0.0.1", "a_b"])
    func hostsThatCanBeAreTaken(host: String) async throws {
        try await withService { port in
            try await withConnection(to: port) { connection in
                try await connection.send("GET /healthz HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    /// Probes of some balancers speak it.
    @Test func inHTTP10NoHostIsNeeded() async throws {
        try await withService { port in
            try await withConnection(to: port) { connection in
                try await connection.send("GET /healthz HTTP/1.0\r\n\r\n")
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    /// What the guard itself says a web app may read too, where the request was understood far enough to have an origin.
    @Test func refusalsMayBeReadByWebApps() async throws {
        try await withService(["CORS_ORIGINS": "https://app.test", "HTTP_REQUEST_TIMEOUT_SECONDS": "1"]) { port in
            let token = try await bearer("anna")
            for (origin, allowed) in [("https://app.test", "https://app.test"), ("https://evil.test", nil)] as [(String, String?)] {
                try await withConnection(to: port) { connection in
                    try await connection.send(
                        "POST /api/calls HTTP/1.1\r\nHost: a\r\nOrigin: \(origin)\r\nAuthorization: \(token)\r\nContent-Length: 9\r\n\r\n{")
                    let answer = try await connection.answer()
                    try answer.expectProblem(408, "request_timeout")
                    #expect(answer.headers["access-control-allow-origin"] == allowed)
                    #expect(answer.headers["vary"] == "Origin")
                }
                try await withConnection(to: port) { connection in
                    let path = String(repeating: "a", count: 4_096)
                    try await connection.send("GET /\(path) HTTP/1.1\r\nHost: a\r\nOrigin: \(origin)\r\n\r\n")
                    let answer = try await connection.answer()
                    try answer.expectProblem(414, "uri_too_long")
                    #expect(answer.headers["access-control-allow-origin"] == allowed)
                }
            }
        }
    }

    @Test func everythingIsRefusedWithADocument() async throws {
        try await withService { port in
            for row in Self.garbage + Self.sizes + Self.smuggling + Self.hosts {
                try await withConnection(to: port) { connection in
                    // The second request must never be seen as one.
                    try await connection.send(row.bytes + "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                    let answer = try await connection.answer()
                    try answer.expectProblem(row.status, row.code, "\(row.name)")
                    #expect(answer.headers["connection"] == "close", "\(row.name)")
                    let rest = try await connection.rest()
                    #expect(rest.isEmpty, "\(row.name)")
                }
            }
        }
    }

    @Test func pipelinedRequestsAreAnsweredInTheirOrder() async throws {
        try await withService { port in
            try await withConnection(to: port) { connection in
                let paths = ["/healthz", "/nowhere", "/readyz", "/api/calls/active"]
                try await connection.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
                var statuses: [Int] = []
                for _ in paths { statuses.append(try await connection.answer().status) }
                #expect(statuses == [200, 404, 200, 401])
            }
        }
    }

    @Test func garbageBehindRequestsIsRefusedAfterTheirAnswers() async throws {
        try await withService { port in
            try await withConnection(to: port) { connection in
                try await connection.send(
                    "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /readyz HTTP/1.1\r\nHost: a\r\n\r\n\u{1}\u{2}\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                #expect(try await connection.answer().status == 200)
                try await connection.answer().expectProblem(400, "bad_request")
                #expect(try await connection.rest().isEmpty)
            }
        }
    }
}
