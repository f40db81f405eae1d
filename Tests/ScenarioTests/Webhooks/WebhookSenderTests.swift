import CallAPI
import CallControl
import CallSignaling
import Foundation
import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import CallServer

/// A message goes where its address leads and nowhere else, whatever name servers say.
@Suite("A webhook is sent")
struct WebhookSenderTests {
    private static let key = "webhooks-of-senders-webhooks-of-senders"

    /// A sender whose name server answers each question with the next of `answers`, the last again and again.
    private func sender(
        _ answers: [[String]] = [["127.0.0.1"]], allowing networks: [String] = ["127.0.0.0/8"], tls: TLSConfiguration? = nil
    )
        throws -> (WebhookSender, Asked)
    {
        let asked = Asked(answers)
        let rules = WebhookRules(isHTTPAllowed: true, destinations: DestinationRules(allowing: networks.compactMap { AddressBlock($0) }))
        let vault = try #require(WebhookVault(keys: [Self.key]))
        return (WebhookSender(vault: vault, rules: rules, lookup: HostLookup(resolve: asked.next), tls: tls), asked)
    }

    private func endpoint(_ url: String, _ secret: WebhookSecret = .make()) throws -> WebhookEndpoint {
        let (id, church) = (WebhookID.make(), ChurchID("grace"))
        let vault = try #require(WebhookVault(keys: [Self.key]))
        return WebhookEndpoint(
            id: id, churchID: church, url: url, secrets: [try vault.seal(secret, for: id, in: church)], createdAt: Date())
    }

    private let message = WebhookMessage(id: "evt_1", body: Array(#"{"type":"webhook.test"}"#.utf8))

    /// Answers questions for names, and counts them.
    private final class Asked: Sendable {
        private let state: Mutex<(answers: [[String]], count: Int)>

        init(_ answers: [[String]]) { state = Mutex((answers, 0)) }

        var count: Int { state.withLock(\.count) }

        @Sendable func next(_: String) throws -> [ClientAddress] {
            try state.withLock { state in
                state.count += 1
                let answer = state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
                if answer.isEmpty { throw HostLookupFailure() }
                return answer.compactMap { ClientAddress($0) }
            }
        }
    }

    @Test("signed, under the host's own name, to the address that was checked", .timeLimit(.minutes(1)))
    func delivered() async throws {
        let receiver = try await WebhookReceiver.start()
        defer { receiver.stop() }
        let secret = WebhookSecret.make()
        try await receiver.set(
            "/a",
            [
                "secret": .string(secret.revealed), "answers": .array([.number(200), .number(302), .number(503)]),
                "headers": .object(["Retry-After": "7", "Location": .string(receiver.url("/moved"))]),
            ])
        let (sender, asked) = try sender([["10.0.0.1", "127.0.0.1"]])
        let endpoint = try endpoint("http://hooks.test:\(receiver.port)/a", secret)
        #expect(await sender.send(message, to: endpoint) == .answered(200, retryAfter: 7))
        #expect(await sender.send(message, to: endpoint) == .answered(302, retryAfter: 7))
        #expect(await sender.send(message, to: endpoint) == .answered(503, retryAfter: 7))
        let messages = try receiver.messages("/a")
        #expect(messages.count == 3 && messages.allSatisfy { $0.isVerified && $0.id == "evt_1" })
        #expect(messages[0].json["headers"]?["host"]?.string == "hooks.test:\(receiver.port)")
        #expect(try receiver.messages("/moved").isEmpty, "a redirect is not followed")
        #expect(asked.count == 3, "a name is resolved once for each attempt")
    }

    @Test(
        "nowhere, when the address that the name leads to is not to be connected to",
        arguments: [
            ["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"], ["2002:7f00:1::"],
            ["100.64.0.1", "fd00::1"],
        ])
    func refused(addresses: [String]) async throws {
        let (sender, _) = try sender([addresses], allowing: [])
        #expect(await sender.send(message, to: try endpoint("http://hooks.test:9/")) == .failed(.forbiddenAddress))
    }

    /// The check passed, and a second look would have been given another address: there is none.
    @Test("once resolved nobody asks again: a name that leads elsewhere a moment later gains nothing", .timeLimit(.minutes(1)))
    func rebinding() async throws {
        let (allowed, forbidden) = (try await WebhookReceiver.start(), try await WebhookReceiver.start())
        defer { for receiver in [allowed, forbidden] { receiver.stop() } }
        let (sender, asked) = try sender([["127.0.0.1"], ["127.0.0.2"]], allowing: ["127.0.0.1"])
        #expect(await sender.send(message, to: try endpoint("http://hooks.test:\(allowed.port)/a")) == .answered(204))
        #expect(asked.count == 1)
        #expect(await sender.send(message, to: try endpoint("http://hooks.test:\(forbidden.port)/a")) == .failed(.forbiddenAddress))
        #expect(try forbidden.messages("/a").isEmpty)
    }

    @Test(
        "by the system's resolver, names and odd forms of this machine are refused",
        arguments: [
            "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "127.0.0.1.", "localhost.",
        ])
    func thisMachine(host: String) async throws {
        let receiver = try await WebhookReceiver.start()
        defer { receiver.stop() }
        var (sender, _) = try sender(allowing: [])
        sender.lookup = .system
        let outcome = await sender.send(message, to: try endpoint("http://\(host):\(receiver.port)/a"))
        #expect(outcome == .failed(.forbiddenAddress) || outcome == .failed(.unknownHost), "\(outcome)")
        #expect(try receiver.messages("/a").isEmpty)
    }

    @Test("by TLS to the checked address, and only to whom the name's certificate belongs", .timeLimit(.minutes(1)))
    func secured() async throws {
        try await withTestCA(names: "DNS:hooks.test") { authority in
            let receiver = try await WebhookReceiver.start(tls: ["server.pem", "server.key"].map { URL(filePath: authority.path($0)) })
            defer { receiver.stop() }
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(authority.path("ca.pem"))
            let sender = try sender(tls: tls).0
            #expect(await sender.send(message, to: try endpoint("https://hooks.test:\(receiver.port)/a")) == .answered(204))
            #expect(await sender.send(message, to: try endpoint("https://other.test:\(receiver.port)/a")) == .failed(.tls))
            #expect(await (try self.sender()).0.send(message, to: try endpoint("https://hooks.test:\(receiver.port)/a")) == .failed(.tls))
            #expect(try receiver.messages("/a").count == 1)
        }
    }

    @Test("and what fails says why", .timeLimit(.minutes(1)))
    func failures() async throws {
        let receiver = try await WebhookReceiver.start()
        defer { receiver.stop() }
        try await receiver.set("/slow", ["hang": .number(5)])
        let sender = try sender().0
        let closed = try FreePort.next()
        #expect(await sender.send(message, to: try endpoint("http://hooks.test:\(closed)/")) == .failed(.connection))
        #expect(await sender.send(message, to: try endpoint("https://hooks.test:\(receiver.port)/")) == .failed(.tls))
        let start = ContinuousClock.now
        let slow = await sender.send(message, to: try endpoint("http://hooks.test:\(receiver.port)/slow"), within: .milliseconds(500))
        #expect(slow == .failed(.late) && ContinuousClock.now - start < .seconds(4))
        #expect(await (try self.sender([[]])).0.send(message, to: try endpoint("http://hooks.test/")) == .failed(.unknownHost))
        let other = try endpoint("http://hooks.test:\(receiver.port)/")
        let moved = WebhookEndpoint(id: .make(), churchID: other.churchID, url: other.url, secrets: other.secrets, createdAt: Date())
        #expect(await sender.send(message, to: moved) == .failed(.unreadableSecret))
        #expect(await sender.send(message, to: try endpoint("ftp://hooks.test/")) == .failed(.forbiddenURL))
    }

    @Test("and of the answer the status counts, whatever becomes of its body", .timeLimit(.minutes(1)))
    func stalledAnswer() async throws {
        let receiver = try await WebhookReceiver.start()
        defer { receiver.stop() }
        try await receiver.set("/a", ["status": .number(200), "stall": .number(600)])
        let start = ContinuousClock.now
        #expect(await (try sender()).0.send(message, to: try endpoint("http://hooks.test:\(receiver.port)/a")) == .answered(200))
        #expect(ContinuousClock.now - start < .seconds(8))
    }

    /// A name server that does not answer holds up neither the sender nor others.
    @Test("a name server that hangs is not waited for", .timeLimit(.minutes(1)))
    func hangingNameServer() async throws {
        let rules = WebhookRules(isHTTPAllowed: true)
        let vault = try #require(WebhookVault(keys: [Self.key]))
        let gate = DispatchSemaphore(value: 0)
        defer { gate.signal() }
        let lookup = HostLookup { _ in
            gate.wait()
            throw HostLookupFailure()
        }
        let sender = WebhookSender(vault: vault, rules: rules, lookup: lookup)
        #expect(await sender.send(message, to: try endpoint("http://hooks.test/"), within: .milliseconds(200)) == .failed(.late))
    }

    /// Nor can one church have all threads wait for its name servers.
    @Test("of lookups that nobody waits for any more one church has few", .timeLimit(.minutes(1)))
    func abandonedLookups() async throws {
        let gate = DispatchSemaphore(value: 0)
        let (begun, begins) = AsyncStream.makeStream(of: Void.self)
        let lookup = HostLookup { host in
            if host == "slow" {
                begins.yield()
                gate.wait()
            }
            return []
        }
        var beginnings = begun.makeAsyncIterator()
        for _ in 0..<HostLookup.abandonedLimit {
            let caller = Task { try await lookup("slow", for: ChurchID("hasty")) }
            await beginnings.next()
            caller.cancel()
            await #expect(throws: CancellationError.self) { try await caller.value }
        }
        await #expect(throws: HostLookupFailure.self) { try await lookup("fine", for: ChurchID("hasty")) }
        #expect(try await lookup("fine", for: ChurchID("other")).isEmpty)
        for _ in 0..<HostLookup.abandonedLimit { gate.signal() }
        while (try? await lookup("fine", for: ChurchID("hasty"))) == nil { await Task.yield() }  // refused until they have ended
    }

    @Test(
        "when to come back is read in both forms",
        arguments: [
            ("120", 120.0), ("0", 0), ("-1", nil), ("soon", nil), ("Sun, 06 Nov 1994 08:49:37 GMT", 60),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ] as [(String, Double?)])
    func retryAfter(text: String, seconds: Double?) {
        #expect(RetryAfter.seconds(text, at: Date(timeIntervalSince1970: 784_111_717)) == seconds)
    }
}
