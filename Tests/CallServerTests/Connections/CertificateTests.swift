import Foundation
import Logging
import NIOSSL
import TestSupport
import Testing

@testable import CallServer

/// Certificates: which are taken, and how a new one comes into use.
@Suite(.timeLimit(.minutes(1))) struct CertificateTests {
    private func options(_ ca: TestCA, certificate: String = "server.pem", key: String = "server.key") -> HTTPSOptions {
        HTTPSOptions(certificateFile: ca.path(certificate), keyFile: ca.path(key), offersHTTP2: false)
    }

    private func problems(_ changes: [String: String]) -> [String] {
        CallServerTests.problems(leastEnvironment.merging(changes) { $1 }).map { "\($0.name): \($0.found)" }
    }

    @Test func filesThatAreNoPairStopTheStart() async throws {
        try await withTestCA { ca in
            try ca.issue("other")
            let (certificate, key) = (ca.path("server.pem"), ca.path("server.key"))
            #expect(problems(["HTTP_TLS_CERT": certificate, "HTTP_TLS_KEY": key, "HTTP2_ENABLED": "true"]).isEmpty)
            #expect(problems(["HTTP_TLS_CERT": certificate]) == ["HTTP_TLS_KEY: not set, but HTTP_TLS_CERT is"])
            #expect(problems(["HTTP_TLS_KEY": key]) == ["HTTP_TLS_CERT: not set, but HTTP_TLS_KEY is"])
            #expect(problems(["HTTP_TLS_CERT": "/nowhere.pem", "HTTP_TLS_KEY": key]).count == 1)
            let strange = problems(["HTTP_TLS_CERT": certificate, "HTTP_TLS_KEY": ca.path("other.key")])
            #expect(strange == ["HTTP_TLS_KEY: is not the key of HTTP_TLS_CERT's first certificate"])
            #expect(problems(["HTTP_TLS_CERT": key, "HTTP_TLS_KEY": key]).first?.hasPrefix("HTTP_TLS_CERT: holds no") == true)
            #expect(
                problems(["HTTP_TLS_CERT": certificate, "HTTP_TLS_KEY": certificate]).first?.hasPrefix("HTTP_TLS_KEY: holds no") == true)
            let authority = ["HTTP_TLS_CERT": certificate, "HTTP_TLS_KEY": key, "HTTP_TLS_CLIENT_CA": key]
            #expect(problems(authority).first?.hasPrefix("HTTP_TLS_CLIENT_CA: holds no") == true)
            #expect(problems(["HTTP2_ENABLED": "true"]) == ["HTTP2_ENABLED: set, but HTTP_TLS_CERT is not"])
            #expect(problems(["HTTP_TLS_CLIENT_CA": certificate]) == ["HTTP_TLS_CLIENT_CA: set, but HTTP_TLS_CERT is not"])
        }
    }

    @Test func checkTellsHowLongItIsGood() async throws {
        try await withTestCA { ca in
            try ca.issue("server", days: 20)
            var http = try configuration().http
            #expect(CheckReport.results(of: http, at: Date()).isEmpty)
            http.tls = options(ca)
            func status(in days: Double) -> CheckResult.Status? {
                CheckReport.results(of: http, at: Date().addingTimeInterval(days * 86_400)).first?.status
            }
            #expect(status(in: 0) == .ok)
            #expect(status(in: 5) == .ok)
            #expect(status(in: 7) == .warning)
            #expect(status(in: 19) == .warning)
            #expect(status(in: 21) == .failed)
            http.tls = options(ca, key: "ca.key")
            #expect(status(in: 0) == .failed)
        }
    }

    @Test func brokenPairIsToldOnceAndTheOldOneGoesOn() async throws {
        try await withTestCA { ca in
            try ca.issue("next")
            let first = try CertificatePair(options(ca))
            let serving = ServingCertificate(first)
            let lines = Guarded<[String]>([])
            let logger = Logger(label: "test") { label in JSONLogHandler(label: label) { line in lines.withLock { $0.append(line) } } }
            let watch = CertificateWatch(options: options(ca), certificate: serving, logger: logger)
            #expect(watch.look(after: nil) == nil)
            try ca.replace([("server.pem", "next.pem")])  // and the key not yet
            var refused = watch.look(after: nil)
            #expect(refused?.setting == "HTTP_TLS_KEY")
            #expect(lines.withLock { $0.isEmpty })
            for _ in 0..<3 { refused = watch.look(after: refused) }
            #expect(lines.withLock { $0.count { $0.contains("cannot be used") } } == 1)
            #expect(serving.current.files == first.files)
            try FileManager.default.removeItem(atPath: ca.path("server.key"))
            #expect(watch.look(after: nil)?.found == "cannot be read")
            try ca.replace([("server.key", "next.key")])
            #expect(watch.look(after: refused) == nil)
            let next = try NIOSSLCertificate.fromPEMFile(ca.path("next.pem"))
            #expect(serving.current.chain == next)
            #expect(!lines.withLock { $0.joined() }.contains("PRIVATE KEY"))
        }
    }

    /// One connection from before, one after: each is served with the certificate of its time.
    @Test func newConnectionsGetTheNewCertificateAndOldOnesLiveOn() async throws {
        try await withTestCA { old in
            try await withTestCA { new in
                let files = ["HTTP_TLS_CERT": old.path("server.pem"), "HTTP_TLS_KEY": old.path("server.key")]
                let taken = AsyncStream<Void>.makeStream()
                let log: @Sendable (String) -> Void = { if $0.contains("New certificate in use") { taken.continuation.yield() } }
                try await withService(files, log: log) { port in
                    try await withConnection(to: port, tls: client(old)) { before in
                        #expect(try await Self.status(before) == 200)
                        for name in ["server.pem", "server.key"] {
                            let content = try Data(contentsOf: URL(filePath: new.path(name)))
                            try content.write(to: URL(filePath: old.path(name)), options: .atomic)
                        }
                        for await _ in taken.stream { break }
                        let after = try await withConnection(to: port, tls: client(new)) { try await Self.status($0) }
                        #expect(after == 200)
                        await #expect(throws: (any Error).self) {
                            try await withConnection(to: port, tls: client(old)) { try await Self.status($0) }
                        }
                        #expect(try await Self.status(before) == 200)
                    }
                }
            }
        }
    }

    private func client(_ ca: TestCA) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(ca.path("ca.pem"))
        return configuration
    }

    private static func status(_ connection: RawConnection) async throws -> Int {
        try await connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        return try await connection.answer().status
    }
}
