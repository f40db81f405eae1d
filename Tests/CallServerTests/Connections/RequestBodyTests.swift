import Foundation
import TestSupport
import Testing

@testable import CallServer

/// Bodies on the wire: chunked, announced, too large, cut off.
@Suite(.timeLimit(.minutes(1))) struct RequestBodyTests {
    private static let call = #"{"callee_ids":["bob"],"call_type":"voice"}"#

    private func head(_ fields: String) async throws -> String {
        let token = try await bearer("alice")
        return "POST /api/calls HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\nContent-Type: application/json\r\n\(fields)\r\n\r\n"
    }

    private func activeCall(_ connection: RawConnection) async throws -> String {
        let token = try await bearer("alice")
        try await connection.send("GET /api/calls/active HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\n\r\n")
        return try await connection.answer().body
    }

    @Test func chunkedBodyIsRead() async throws {
        try await withService { port in
            let head = try await head("Transfer-Encoding: chunked")
            try await withConnection(to: port) { connection in
                try await connection.send(head)
                for part in [Self.call.prefix(10), Self.call.dropFirst(10)] {
                    try await connection.send("\(String(part.utf8.count, radix: 16));name=value\r\n\(part)\r\n")
                }
                try await connection.send("0\r\nTrailer: ignored\r\n\r\n")
                #expect(try await connection.answer().status == 200)
                #expect(try await activeCall(connection).contains("call_id"))
            }
        }
    }

    @Test func clientWhoAsksFirstIsInvited() async throws {
        try await withService { port in
            let head = try await head("Content-Length: \(Self.call.utf8.count)\r\nExpect: 100-continue")
            try await withConnection(to: port) { connection in
                try await connection.send(head)
                #expect(try await connection.answer().status == 100)
                try await connection.send(Self.call)
                #expect(try await connection.answer().status == 200)
            }
        }
    }

    @Test(arguments: ["Content-Length: 65537", "Content-Length: 65537\r\nExpect: 100-continue", "Content-Length: 9999999999"])
    func bodyAnnouncedAsTooLargeIsRefusedUnread(_ fields: String) async throws {
        try await withService { port in
            let head = try await head(fields)
            try await withConnection(to: port) { connection in
                try await connection.send(head)
                let answer = try await connection.answer()
                try answer.expectProblem(413, "body_too_large")
                #expect(answer.headers["connection"] == "close")
                #expect(try await connection.rest().isEmpty)
            }
        }
    }

    @Test func chunkedBodyThatGrowsTooLargeIsRefused() async throws {
        try await withService { port in
            let head = try await head("Transfer-Encoding: chunked")
            try await withConnection(to: port) { connection in
                try await connection.send(head)
                for _ in 0..<5 { try await connection.send("4000\r\n\(String(repeating: " ", count: 0x4000))\r\n") }
                try await connection.answer().expectProblem(413, "body_too_large")
            }
        }
    }

    /// What came would be a whole body: only the end is missing that was announced.
    @Test(arguments: [false, true])
    func bodyThatIsCutOffDoesNothing(_ isChunked: Bool) async throws {
        try await withService { port in
            let head = try await head(isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 1000")
            try await withConnection(to: port) { connection in
                let size = isChunked ? "\(String(Self.call.utf8.count, radix: 16))\r\n" : ""
                try await connection.send(head + size + Self.call + (isChunked ? "\r\n" : ""))
                connection.finish()
                try await connection.answer().expectProblem(400, "bad_request")
            }
            let active = try await withConnection(to: port) { connection in try await activeCall(connection) }
            #expect(active == "null")
        }
    }
}
