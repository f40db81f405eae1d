import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import TestSupport
import Testing

@testable import CallServer

/// HTTPS by the service itself, with certificates made for the test.
@Suite(.timeLimit(.minutes(1))) struct HTTPSTests {
    private static let request = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

    private func settings(_ ca: TestCA, _ more: [String: String] = [:]) -> [String: String] {
        ["HTTP_TLS_CERT": ca.path("server.pem"), "HTTP_TLS_KEY": ca.path("server.key")].merging(more) { $1 }
    }

    private func client(_ ca: TestCA) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(ca.path("ca.pem"))
        return configuration
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func answersComeByTLS(_ version: TLSVersion) async throws {
        try await withTestCA { ca in
            var client = client(ca)
            client.minimumTLSVersion = version
            client.maximumTLSVersion = version
            let tls = client
            try await withService(settings(ca)) { port in
                try await withConnection(to: port, tls: tls) { connection in
                    try await connection.send(Self.request + Self.request)
                    for _ in 0..<2 {
                        let answer = try await connection.answer()
                        #expect(answer.status == 200)
                        answer.expectSafetyHeaders(isSecure: true)
                    }
                    try await connection.send("garbage\r\n\r\n")
                    let refused = try await connection.answer()
                    #expect(refused.status == 400)
                    refused.expectSafetyHeaders(isSecure: true)
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }
    }

    @Test(arguments: ["false", "true"])
    func oldTLSAndPlainHTTPAreRefused(_ http2: String) async throws {
        try await withTestCA { ca in
            var old = client(ca)
            old.minimumTLSVersion = .tlsv1
            old.maximumTLSVersion = .tlsv11
            let tls = old
            try await withService(settings(ca, ["HTTP2_ENABLED": http2])) { port in
                await #expect(throws: (any Error).self) {
                    try await withConnection(to: port, tls: tls) { connection in
                        try await connection.send(Self.request)
                        _ = try await connection.answer()
                    }
                }
                await #expect(throws: (any Error).self) {
                    try await withConnection(to: port) { connection in
                        try await connection.send(Self.request)
                        _ = try await connection.answer()
                    }
                }
                let seen = try await status(port, client(ca))
                #expect(seen == 200)
            }
        }
    }

    @Test(arguments: ["false", "true"])
    func handshakeThatStopsIsClosed(_ http2: String) async throws {
        try await withTestCA { ca in
            try await withService(settings(ca, ["HTTP2_ENABLED": http2, "HTTP_HEAD_TIMEOUT_SECONDS": "0.3"])) { port in
                try await withConnection(to: port) { connection in
                    try await connection.send([0x16, 0x03, 0x01])
                    _ = try await connection.rest()
                }
            }
        }
    }

    @Test(arguments: [("true", HTTPVersion.http2), ("false", .http1_1)])
    func http2IsSpokenWhereItIsOn(_ setting: String, _ expected: HTTPVersion) async throws {
        try await withTestCA { ca in
            try await withService(settings(ca, ["HTTP2_ENABLED": setting])) { port in
                var configuration = HTTPClient.Configuration(tlsConfiguration: client(ca))
                configuration.httpVersion = .automatic
                let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
                do {
                    var request = HTTPClientRequest(url: "https://127.0.0.1:\(port)/api/calls")
                    request.method = .POST
                    request.headers.add(name: "Authorization", value: try await bearer("alice"))
                    request.headers.add(name: "Content-Type", value: "application/json")
                    request.body = .bytes(ByteBuffer(string: #"{"callee_ids":["bob"],"call_type":"voice"}"#))
                    let answer = try await http.execute(request, timeout: .seconds(10))
                    #expect(answer.version == expected)
                    #expect(answer.status == .ok)
                    let long = HTTPClientRequest(url: "https://127.0.0.1:\(port)/\(String(repeating: "a", count: 5_000))")
                    let refused = try await http.execute(long, timeout: .seconds(10))
                    #expect(refused.status == .uriTooLong)
                    #expect(refused.headers.first(name: "Content-Type") == "application/problem+json")
                } catch {
                    try await http.shutdown()
                    throw error
                }
                try await http.shutdown()
            }
        }
    }

    @Test func clientsNeedACertificateWhereOneIsAskedFor() async throws {
        try await withTestCA { ca in
            try ca.issue("phone")
            var known = client(ca)
            known.certificateChain = try NIOSSLCertificate.fromPEMFile(ca.path("phone.pem")).map { .certificate($0) }
            known.privateKey = .privateKey(try NIOSSLPrivateKey(file: ca.path("phone.key"), format: .pem))
            let tls = known
            try await withService(settings(ca, ["HTTP_TLS_CLIENT_CA": ca.path("ca.pem")])) { port in
                let seen = try await status(port, tls)
                #expect(seen == 200)
                await #expect(throws: (any Error).self) { try await status(port, client(ca)) }
            }
        }
    }

    private func status(_ port: Int, _ tls: TLSConfiguration) async throws -> Int {
        try await withConnection(to: port, tls: tls) { connection in
            try await connection.send(Self.request)
            return try await connection.answer().status
        }
    }
}
