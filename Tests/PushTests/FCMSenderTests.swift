import Foundation
import Push
import TestSupport
import Testing

/// What Google gets: an assertion for an access token, then messages; and what is made of its answers.
@Suite(.enabled(if: TestVendors.isAvailable, "needs the Python environment of scripts/test"))
struct FCMSenderTests {
    private func message(for seconds: Double = 30) -> FCMMessage {
        FCMMessage(data: ["type": "call_invite", "call_id": "c-1"], expiresAt: Date(timeIntervalSinceNow: seconds), collapseKey: "c-1")
    }

    @Test func oneExchangeServesAll() async throws {
        try await withTestVendors { vendors in
            try await vendors.withFCM { sender in
                let results = await withTaskGroup(of: PushResult.self) { group in
                    for number in 0..<20 { group.addTask { await sender.send(message(), to: "token-\(number)") } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(results == Array(repeating: .delivered, count: 20))
            }
            let sent = try vendors.requests()
            #expect(sent.flatMap(\.problems) == [])
            #expect(sent.count { $0.token == "oauth" } == 1)
            let messages = sent.filter { $0.token != "oauth" }
            #expect(Set(messages.map(\.token)).count == 20)
            for message in messages {
                let seconds = message.fields["android.ttl"].flatMap { Int($0.dropLast()) }
                #expect(seconds.map { (10...30).contains($0) } == true)
                #expect(message.fields["android.collapse_key"] == "c-1")
                #expect(message.fields["data.type"] == "call_invite")
            }
        }
    }

    @Test func answersMeanWhatGooglesPagesSay() async throws {
        let table: [(status: Int, reason: String, result: PushResult)] = [
            (400, "INVALID_ARGUMENT", .rejected(reason: "status 400 INVALID_ARGUMENT")),
            (401, "THIRD_PARTY_AUTH_ERROR", .rejected(reason: "status 401 THIRD_PARTY_AUTH_ERROR")),
            (403, "SENDER_ID_MISMATCH", .rejected(reason: "status 403 SENDER_ID_MISMATCH")),
            (404, "UNREGISTERED", .tokenDead(since: nil)),
            (404, "NOT_FOUND", .rejected(reason: "status 404 NOT_FOUND")),
            (429, "QUOTA_EXCEEDED", .retry(after: 60, reason: "status 429 QUOTA_EXCEEDED")),
            (500, "INTERNAL", .retry(after: nil, reason: "status 500 INTERNAL")),
            (503, "UNAVAILABLE", .retry(after: nil, reason: "status 503 UNAVAILABLE")),
        ]
        try await withTestVendors { vendors in
            try vendors.answer(["t": table.map { ["status": $0.status, "reason": $0.reason] }])
            try await vendors.withFCM { sender in
                for row in table { #expect(await sender.send(message(), to: "t") == row.result) }
            }
            #expect(try vendors.requests().count { $0.token == "oauth" } == 1)
        }
    }

    @Test func refusedAccessTokenIsReplacedOnce() async throws {
        try await withTestVendors { vendors in
            let refusal: [String: Any] = ["status": 401, "reason": "UNAUTHENTICATED"]
            try vendors.answer(["once": [refusal], "ever": [refusal, refusal]])
            try await vendors.withFCM { sender in
                #expect(await sender.send(message(), to: "once") == .delivered)
                #expect(await sender.send(message(), to: "ever") == .rejected(reason: "status 401 UNAUTHENTICATED"))
            }
            #expect(try vendors.requests().map(\.token) == ["oauth", "once", "oauth", "once", "ever", "oauth", "ever"])
        }
    }

    @Test func shortLivedTokenIsNotKept() async throws {
        try await withTestVendors { vendors in
            try vendors.answer(["oauth": [["expires_in": 300], ["expires_in": 3_600]]])
            try await vendors.withFCM { sender in
                for _ in 0..<3 { #expect(await sender.send(message(), to: "t") == .delivered) }
            }
            #expect(try vendors.requests().map(\.token) == ["oauth", "t", "oauth", "t", "t"])
        }
    }

    @Test func failedExchangeIsTheSendersFailure() async throws {
        try await withTestVendors { vendors in
            let grant: [String: Any] = ["status": 400, "body": ["error": "invalid_grant", "error_description": "Invalid JWT Signature."]]
            try vendors.answer(["oauth": [["status": 503, "body": ["error": "internal_failure"], "headers": ["retry-after": "3"]], grant]])
            try await vendors.withFCM { sender in
                #expect(
                    await sender.send(message(), to: "t") == .retry(after: 3, reason: "token exchange: status 503 internal_failure"))
                #expect(await sender.send(message(), to: "t") == .rejected(reason: "token exchange: status 400 invalid_grant"))
                #expect(await sender.send(message(), to: "t") == .delivered)
                #expect(await sender.send(message(for: 0), to: "t") == .expired)
                var large = message()
                large.data["x"] = String(repeating: "x", count: FCMMessage.largestData)
                #expect(await sender.send(large, to: "t") == .rejected(reason: "data too large"))
            }
            #expect(try vendors.requests().map(\.token) == ["oauth", "oauth", "oauth", "t"])
        }
    }

    @Test func keyIsNeverPrinted() async throws {
        try await withTestVendors { vendors in
            let account = try ServiceAccount(json: Data(contentsOf: URL(filePath: vendors.serviceAccountFile)))
            var dumped = ""
            dump(account, to: &dumped)
            for text in ["\(account)", String(reflecting: account), dumped] {
                #expect(text.contains("faithflow-test") && !text.contains("rivateKey"))
            }
        }
        #expect(throws: CredentialProblem.self) { try ServiceAccount(json: Data("{}".utf8)) }
    }
}
