import Foundation
import Push
import TestSupport
import Testing

/// What Apple gets, and what is made of its answers. The double verifies the token with another implementation, and holds each field to Apple's pages.
@Suite(.enabled(if: TestVendors.isAvailable, "needs the Python environment of scripts/test"))
struct APNsSenderTests {
    @Test func eachKindGoesAsApplePrescribes() async throws {
        try await withTestVendors { vendors in
            try await vendors.withAPNs { sender in
                for kind in APNsNotification.Kind.allCases { #expect(await sender.send(.sample(kind), to: "abcd01") == .delivered) }
                let long = String(repeating: "c", count: 65)
                #expect(await sender.send(.sample(.alert, collapseID: long), to: "abcd01") == .delivered)
            }
            let sent = try vendors.requests()
            #expect(sent.flatMap(\.problems) == [])
            #expect(sent.map { $0.headers["apns-push-type"] } == ["voip", "alert", "background", "alert"])
            let bundle = TestVendors.apple.bundle
            #expect(sent.map { $0.headers["apns-topic"] } == ["\(bundle).voip", bundle, bundle, bundle])
            #expect(sent.map { $0.headers["apns-priority"] } == ["10", "10", "5", "10"])
            #expect(sent.map { $0.headers["apns-collapse-id"] } == ["c-1", "c-1", "c-1", nil])
            let life = sent.compactMap { $0.headers["apns-expiration"].flatMap(Double.init) }.map { $0 - Date().timeIntervalSince1970 }
            #expect(life.count == 4 && life.allSatisfy { (20...40).contains($0) })
        }
    }

    @Test(arguments: [(APNsNotification.Kind.voip, 5_120), (.alert, 4_096), (.background, 4_096)])
    func tooLargeIsNotSent(kind: APNsNotification.Kind, limit: Int) async throws {
        var notification = APNsNotification.sample(kind)
        let frame = notification.payload.count + #","x":"""#.utf8.count
        notification.payload.removeLast()
        notification.payload += Data(#","x":"\#(String(repeating: "x", count: limit - frame))"}"#.utf8)
        #expect(notification.payload.count == limit)
        try await withTestVendors { [notification] vendors in
            try await vendors.withAPNs { sender in
                #expect(await sender.send(notification, to: "abcd01") == .delivered)
                var larger = notification
                larger.payload.insert(UInt8(ascii: " "), at: 1)
                #expect(await sender.send(larger, to: "abcd01") == .rejected(reason: "payload too large"))
            }
            #expect(try vendors.requests().map(\.problems) == [[]])
        }
    }

    @Test func whatIsNoTokenNeverGetsIntoTheAddress() async throws {
        try await withTestVendors { vendors in
            try await vendors.withAPNs { sender in
                for text in ["", "abc/../x", "ab cd", "ExponentPushToken[x]", String(repeating: "a", count: 201)] {
                    #expect(await sender.send(.sample(.voip), to: text) == .rejected(reason: "not a device token"))
                }
            }
            #expect(try vendors.requests().isEmpty)
        }
    }

    @Test func answersMeanWhatApplesPagesSay() async throws {
        let table: [(status: Int, reason: String, result: PushResult)] = [
            (400, "BadDeviceToken", .rejected(reason: "status 400 BadDeviceToken")),
            (400, "DeviceTokenNotForTopic", .rejected(reason: "status 400 DeviceTokenNotForTopic")),
            (400, "IdleTimeout", .retry(after: nil, reason: "status 400 IdleTimeout")),
            (403, "InvalidProviderToken", .rejected(reason: "status 403 InvalidProviderToken")),
            (404, "BadPath", .rejected(reason: "status 404 BadPath")),
            (410, "Unregistered", .tokenDead(since: Date(timeIntervalSince1970: 1_700_000_000.5))),
            (410, "ExpiredToken", .tokenDead(since: Date(timeIntervalSince1970: 1_700_000_000.5))),
            (413, "PayloadTooLarge", .rejected(reason: "status 413 PayloadTooLarge")),
            (429, "TooManyRequests", .retry(after: 7, reason: "status 429 TooManyRequests")),
            (429, "TooManyProviderTokenUpdates", .retry(after: 7, reason: "status 429 TooManyProviderTokenUpdates")),
            (500, "InternalServerError", .retry(after: nil, reason: "status 500 InternalServerError")),
            (503, "Shutdown", .retry(after: nil, reason: "status 503 Shutdown")),
            (503, "a text, not a name\n", .retry(after: nil, reason: "status 503")),
        ]
        try await withTestVendors { vendors in
            let answers = table.map { row -> [String: Any] in
                let headers = row.status == 429 ? ["retry-after": "7"] : [:]
                let timestamp = row.status == 410 ? ["timestamp": 1_700_000_000_500] : [:]
                return ["status": row.status, "reason": row.reason, "headers": headers].merging(timestamp) { $1 }
            }
            try vendors.answer(["abcd01": answers])
            try await vendors.withAPNs { sender in
                for row in table { #expect(await sender.send(.sample(.voip), to: "abcd01") == row.result) }
                #expect(await sender.send(.sample(.voip), to: "abcd01") == .delivered)
            }
        }
    }

    /// The double refuses a second token within twenty minutes.
    @Test func tokenIsUsedForLongAndRenewedInTime() async throws {
        let clock = SettableClock()
        let start = Date(timeIntervalSinceNow: -1_300)
        clock.set(start)
        try await withTestVendors { vendors in
            try vendors.answer([
                "ab01": [["status": 403, "reason": "ExpiredProviderToken"]], "ab02": [["status": 403, "reason": "ExpiredProviderToken"]],
            ])
            try await vendors.withAPNs(now: clock.now) { sender in
                #expect(await sender.send(.sample(.voip), to: "ab00") == .delivered)
                // Apple's clock may be wrong; a new token so soon would be refused all the more.
                #expect(await sender.send(.sample(.voip), to: "ab01") == .retry(after: nil, reason: "status 403 ExpiredProviderToken"))
                clock.set(start.addingTimeInterval(1_290))
                #expect(await sender.send(.sample(.voip), to: "ab02") == .delivered)
                #expect(await sender.send(.sample(.voip), to: "ab00") == .delivered)
            }
            #expect(try vendors.requests().map(\.status) == [200, 403, 403, 200, 200])
            #expect(try vendors.requests().flatMap(\.problems) == [])
        }
    }

    @Test func oldTokenIsReplacedBeforeAppleFindsIt() async throws {
        let clock = SettableClock()
        clock.set(Date(timeIntervalSinceNow: -3_100))
        try await withTestVendors { vendors in
            try await vendors.withAPNs(now: clock.now) { sender in
                #expect(await sender.send(.sample(.voip), to: "ab00") == .delivered)
                clock.set(Date())
                #expect(await sender.send(.sample(.voip), to: "ab00") == .delivered)
            }
            #expect(try vendors.requests().flatMap(\.problems) == [])
        }
    }

    @Test func silenceIsTriedAgainAndPassedTimeIsNot() async throws {
        try await withTestVendors { vendors in
            try vendors.answer(["ab01": [["hang": true]]])
            try await vendors.withAPNs(timeout: 4) { sender in
                try await connect(sender)
                let began = ContinuousClock.now
                #expect(await sender.send(.sample(.voip), to: "ab01") == .retry(after: nil, reason: "no answer in time"))
                #expect(ContinuousClock.now - began < .seconds(15), "not the 40 s that the push is good for")
                #expect(await sender.send(.sample(.voip), to: "ab01") == .delivered)
                #expect(await sender.send(.sample(.voip, for: 0), to: "ab03") == .expired)
            }
            #expect(try vendors.requests().map(\.token).filter { $0 != "ab00" } == ["ab01", "ab01"])
        }
    }

    @Test func waitingEndsWithThePushsTime() async throws {
        try await withTestVendors { vendors in
            try vendors.answer(["ab02": [["hang": true]]])
            try await vendors.withAPNs(timeout: 30) { sender in
                try await connect(sender)
                let began = ContinuousClock.now
                #expect(await sender.send(.sample(.voip, for: 2), to: "ab02") == .retry(after: nil, reason: "no answer in time"))
                #expect(ContinuousClock.now - began < .seconds(15), "not the 30 s that the vendor has")
            }
            #expect(try vendors.requests().map(\.token).filter { $0 != "ab00" } == ["ab02"])
        }
    }

    /// A server that takes connections and says nothing, not even what TLS begins with.
    @Test func timeThatPassesWhileConnectingIsSilenceToo() async throws {
        try await withTestVendors { vendors in
            try await withSilentServer { port in
                let key = try String(contentsOfFile: vendors.appleKeyFile, encoding: .utf8)
                let credentials = try APNsCredentials(teamID: "T", keyID: "K", bundleID: "B", privateKey: key)
                let endpoint = PushEndpoint(url: "https://127.0.0.1:\(port)", timeout: 30)
                let sender = APNsSender(credentials, endpoint: endpoint)
                let began = ContinuousClock.now
                for _ in 0..<4 {
                    #expect(await sender.send(.sample(.voip, for: 1), to: "ab01") == .retry(after: nil, reason: "no answer in time"))
                }
                #expect(ContinuousClock.now - began < .seconds(20))
                await sender.shutdown()
            }
        }
    }

    /// Has the sender connect, however long the machine takes for it.
    private func connect(_ sender: APNsSender) async throws {
        let limit = ContinuousClock.now + .seconds(60)
        while await sender.send(.sample(.voip), to: "ab00") != .delivered { try #require(ContinuousClock.now < limit, "no connection") }
    }

    @Test func keyIsNeverPrinted() async throws {
        try await withTestVendors { vendors in
            let key = try String(contentsOfFile: vendors.appleKeyFile, encoding: .utf8)
            let credentials = try APNsCredentials(teamID: "T", keyID: "K", bundleID: "B", privateKey: key)
            var dumped = ""
            dump(credentials, to: &dumped)
            for text in ["\(credentials)", String(reflecting: credentials), dumped] {
                #expect(text.contains("K") && !text.contains("rivateKey"))
            }
        }
        #expect(throws: CredentialProblem.self) { try APNsCredentials(teamID: "T", keyID: "K", bundleID: "B", privateKey: "x") }
    }
}
