import Foundation
import Push
import TestSupport
import Testing

/// What Expo gets: as many messages in a request as wait, a hundred at most; and a result for each.
@Suite(.enabled(if: TestVendors.isAvailable, "needs the Python environment of scripts/test"))
struct ExpoSenderTests {
    private func message(for seconds: Double = 30, title: String? = "Call") -> ExpoMessage {
        ExpoMessage(
            title: title, body: title, data: ["type": "call_invite"], expiresAt: Date(timeIntervalSinceNow: seconds),
            isAudible: title != nil,
            channelID: "calls")
    }

    /// What had to wait for others too long goes again, as its sender would have it.
    private func patiently(_ token: String, by sender: ExpoSender) async -> PushResult {
        while true {
            let result = await sender.send(message(), to: token)
            guard result == .retry(after: 0, reason: "waited too long") else { return result }
        }
    }

    private func send(_ tokens: [String], by sender: ExpoSender) async -> [String: PushResult] {
        await withTaskGroup(of: (String, PushResult).self) { group in
            for token in tokens { group.addTask { (token, await patiently(token, by: sender)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    @Test func manyGoTogether() async throws {
        try await withTestVendors { vendors in
            let tokens = (0..<400).map { "ExponentPushToken[\($0)]" }
            try await vendors.withExpo { sender in
                let results = await send(tokens, by: sender)
                #expect(results.count == 400 && results.values.allSatisfy { $0 == .delivered })
                #expect(await sender.send(message(title: nil), to: "silent") == .delivered)
            }
            let sent = try vendors.requests()
            #expect(sent.flatMap(\.problems) == [])
            #expect(sent.count == 401 && Set(sent.map(\.token)).count == 401)
            #expect(sent.allSatisfy { $0.batch <= 100 } && sent.contains { $0.batch > 20 })
            let first = try #require(sent.first { $0.token == tokens[0] })
            #expect(first.fields["title"] == "Call" && first.fields["sound"] == "default" && first.fields["channelId"] == "calls")
            #expect(first.fields["data.type"] == "call_invite" && first.fields["_contentAvailable"] == nil)
            #expect(first.fields["ttl"].flatMap(Int.init).map { (10...30).contains($0) } == true)
            #expect(sent.last?.fields["_contentAvailable"] == "true" && sent.last?.fields["sound"] == nil)
        }
    }

    @Test func eachTicketIsItsOwn() async throws {
        let table: [String: PushResult] = [
            "DeviceNotRegistered": .tokenDead(since: nil),
            "MessageRateExceeded": .retry(after: nil, reason: "status 200 MessageRateExceeded"),
            "InvalidCredentials": .rejected(reason: "status 200 InvalidCredentials"),
            "MessageTooBig": .rejected(reason: "status 200 MessageTooBig"),
        ]
        try await withTestVendors { vendors in
            try vendors.answer(table.reduce(into: [:]) { $0[$1.key] = [["ticket": $1.key]] })
            try await vendors.withExpo { sender in
                let results = await send(table.keys + ["fine"], by: sender)
                #expect(results == table.merging(["fine": .delivered]) { $1 })
            }
        }
    }

    @Test func requestsFailAsAWhole() async throws {
        try await withTestVendors { vendors in
            try vendors.answer([
                "t": [
                    ["status": 429, "reason": "TOO_MANY_REQUESTS", "headers": ["retry-after": "9"]], ["status": 504], ["status": 400],
                ]
            ])
            try await vendors.withExpo { sender in
                #expect(await sender.send(message(), to: "t") == .retry(after: 9, reason: "status 429 TOO_MANY_REQUESTS"))
                #expect(await sender.send(message(), to: "t") == .retry(after: nil, reason: "status 504 INTERNAL_SERVER_ERROR"))
                #expect(await sender.send(message(), to: "t") == .rejected(reason: "status 400 INTERNAL_SERVER_ERROR"))
                #expect(await sender.send(message(for: 0), to: "t") == .expired)
            }
            try await vendors.withExpo(token: nil) { sender in
                #expect(await sender.send(message(), to: "t") == .rejected(reason: "status 401 UNAUTHORIZED"))
            }
        }
    }

    /// Messages for apps of two projects, which Expo takes in no request together.
    @Test func batchThatIsRefusedGoesOneByOne() async throws {
        try await withTestVendors { vendors in
            let tokens = (0..<40).map { "app-\($0 % 2)@\($0)" }
            try await vendors.withExpo { sender in
                let results = await send(tokens, by: sender)
                #expect(results.count == 40 && results.values.allSatisfy { $0 == .delivered })
            }
            let sent = try vendors.requests()
            #expect(sent.contains { $0.problems == ["several projects"] })
            #expect(Set(sent.filter { $0.status == 200 }.map(\.token)) == Set(tokens))
        }
    }
}
