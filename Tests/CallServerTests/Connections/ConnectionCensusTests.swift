import CallAPI
import Foundation
import Logging
import TestSupport
import Testing

@testable import CallServer

/// How many connections there may be.
@Suite(.timeLimit(.minutes(1))) struct ConnectionCensusTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func census(_ limit: Int, _ perAddress: Int, proxies: TrustedProxies = .none) -> ConnectionCensus {
        ConnectionCensus(limit: limit, limitPerAddress: perAddress, proxies: proxies, logger: quiet)
    }

    @Test func totalIsLimited() {
        let census = census(2, 10)
        let addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map { ClientAddress($0) }
        #expect(addresses.map(census.admit) == [true, true, false])
        #expect(!census.admit(nil))
        #expect(census.refusals == 2)
        census.leave(addresses[0])
        #expect(census.admit(addresses[2]))
        #expect(census.count == 2)
    }

    @Test func eachAddressIsLimited() {
        let census = census(10, 1)
        #expect(census.admit(ClientAddress("192.0.2.1")))
        #expect(!census.admit(ClientAddress("::ffff:192.0.2.1")))
        #expect(census.admit(ClientAddress("2001:db8::1")))
        #expect(!census.admit(ClientAddress("2001:db8::2")), "the same subscriber")
        #expect(census.admit(ClientAddress("2001:db8:0:1::1")))
        census.leave(ClientAddress("192.0.2.1"))
        #expect(census.admit(ClientAddress("192.0.2.1")))
    }

    @Test func trustedProxyHasManyClients() throws {
        let census = census(3, 1, proxies: TrustedProxies([try #require(AddressBlock("10.0.0.0/8"))]))
        for _ in 0..<3 { #expect(census.admit(ClientAddress("10.0.0.1"))) }
        #expect(!census.admit(ClientAddress("10.0.0.1")), "but not more than there may be in all")
    }

    @Test func reserveIsKeptOfOpenFiles() {
        #expect(OpenFiles.connections(4_096, of: .max) == 4_096)
        #expect(OpenFiles.connections(4_096, of: 1_024) == 768)
        #expect(OpenFiles.connections(4_096, of: 100) == 50)
    }

    @Test(arguments: [["HTTP_MAX_CONNECTIONS": "2"], ["HTTP_MAX_CONNECTIONS_PER_ADDRESS": "2"]])
    func connectionTooManyIsClosedAndOthersGoOn(_ settings: [String: String]) async throws {
        let lines = Guarded<[String]>([])
        try await withService(settings, log: { line in lines.withLock { $0.append(line) } }) { port in
            try await withConnection(to: port) { first in
                try await withConnection(to: port) { second in
                    try await second.send(Self.request)
                    #expect(try await second.answer().status == 200)
                    for _ in 0..<3 {
                        let rest = try await withConnection(to: port) { try await $0.rest() }
                        #expect(rest.isEmpty)
                    }
                    try await first.send(Self.request)
                    #expect(try await first.answer().status == 200)
                }
            }
            // Whether a connection has ended the service learns a moment after its client.
            while try await !isAnswered(port) { await Task.yield() }
        }
        #expect(lines.withLock { $0.count { $0.contains("Connections turned away") } } == 1)
    }

    private static let request = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

    private func isAnswered(_ port: Int) async throws -> Bool {
        try await withConnection(to: port) { connection in
            do {
                try await connection.send(Self.request)
                return try await connection.answer().status == 200
            } catch {
                return false  // turned away, before or after it had sent
            }
        }
    }
}
