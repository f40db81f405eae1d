import CallControl
import CallSignaling
import Foundation
import Testing

@testable import CallAPI

/// Messages are signed as Standard Webhooks has it, with secrets that only their endpoint opens.
@Suite struct WebhookSigningTests {
    private let keys = ["key-of-webhooks-key-of-webhooks-key-1", "key-of-webhooks-key-of-webhooks-key-2"]
    private let noon = Date(timeIntervalSince1970: 1_800_000_000)

    private func endpoint(_ vault: WebhookVault, _ secret: WebhookSecret, id: WebhookID = .make(), church: String = "grace") throws
        -> WebhookEndpoint
    {
        let church = ChurchID(church)
        return WebhookEndpoint(
            id: id, churchID: church, url: "https://a.org", secrets: [try vault.seal(secret, for: id, in: church)], createdAt: noon)
    }

    /// The example of the libraries of Standard Webhooks.
    @Test func theSignatureIsTheSpecifications() throws {
        let secret = WebhookSecret(bytes: Array(try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))))
        let body = Array(#"{"test": 2432232314}"#.utf8)
        #expect(
            secret.signature(id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: body)
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func eachGoodSecretSigns() throws {
        let message = WebhookMessage(id: "evt_1", body: Array("{}".utf8))
        let secrets = [WebhookSecret.make(), WebhookSecret.make()]
        let fields = Dictionary(uniqueKeysWithValues: message.headers(signedWith: secrets, at: noon + 0.9))
        #expect(fields["webhook-id"] == "evt_1" && fields["webhook-timestamp"] == "1800000000")
        let expected = secrets.map { $0.signature(id: "evt_1", timestamp: 1_800_000_000, body: message.body) }.joined(separator: " ")
        #expect(fields["webhook-signature"] == expected)
    }

    @Test func secretsOpenWhereTheyBelongAndNowhereElse() throws {
        let (vault, secret) = (try #require(WebhookVault(keys: keys)), WebhookSecret.make())
        let own = try endpoint(vault, secret)
        #expect(vault.secrets(of: own, at: noon) == [secret])
        #expect(!own.secrets[0].text.contains(secret.revealed.dropFirst(6)))
        let moved = WebhookEndpoint(id: own.id, churchID: ChurchID("hope"), url: own.url, secrets: own.secrets, createdAt: noon)
        let other = WebhookEndpoint(id: .make(), churchID: own.churchID, url: own.url, secrets: own.secrets, createdAt: noon)
        let spoilt = ["", "x", "AAAA", String(own.secrets[0].text.dropLast(4)) + "AAA="].map {
            WebhookEndpoint(id: own.id, churchID: own.churchID, url: own.url, secrets: [.init(text: $0)], createdAt: noon)
        }
        for endpoint in [moved, other] + spoilt { #expect(vault.secrets(of: endpoint, at: noon).isEmpty) }
        #expect(try #require(WebhookVault(keys: [keys[1]])).secrets(of: own, at: noon).isEmpty)
    }

    @Test func theKeyCanBeReplaced() throws {
        let (old, secret) = (try #require(WebhookVault(keys: [keys[0]])), WebhookSecret.make())
        let both = try #require(WebhookVault(keys: keys.reversed()))
        let stored = try endpoint(old, secret)
        #expect(both.secrets(of: stored, at: noon) == [secret])
        #expect(old.secrets(of: try endpoint(both, secret), at: noon).isEmpty, "the first key encrypts")
        #expect(WebhookVault(keys: []) == nil && WebhookVault(keys: [keys[0], "short"]) == nil)
    }

    @Test func aReplacedSecretEnds() throws {
        var endpoint = WebhookEndpoint(id: .make(), churchID: ChurchID("grace"), url: "", secrets: [.init(text: "1")], createdAt: noon)
        endpoint.rotate(to: .init(text: "2"), at: noon, previousUntil: noon + 10)
        #expect(endpoint.goodSecrets(at: noon + 9).map(\.text) == ["2", "1"])
        #expect(endpoint.goodSecrets(at: noon + 10).map(\.text) == ["2"])
        endpoint.rotate(to: .init(text: "3"), at: noon + 5, previousUntil: noon + 15)
        endpoint.rotate(to: .init(text: "4"), at: noon + 6, previousUntil: noon + 16)
        #expect(endpoint.secrets.map(\.text) == ["4", "3", "2"], "a few at most")
        endpoint.rotate(to: .init(text: "5"), at: noon + 60, previousUntil: noon + 70)
        #expect(endpoint.secrets.map(\.text) == ["5", "4"])
    }

    @Test func aSecretHasNoPrintableForm() {
        let secret = WebhookSecret.make()
        #expect("\(secret)" == "(secret)" && String(reflecting: secret) == "(secret)")
        #expect(secret.revealed.wholeMatch(of: /whsec_[A-Za-z0-9+\/]{43}=/) != nil && secret != WebhookSecret.make())
    }
}
