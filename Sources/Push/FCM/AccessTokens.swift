import FoundationEssentials
import NIOHTTP1

/// The access token in use, exchanged for a signed assertion whenever there is none (RFC 7523). All who need one at once share one exchange.
actor AccessTokens {
    /// How long before its end a token is used no more, seconds.
    private static let margin = 300.0

    private let account: ServiceAccount
    private let transport: PushTransport
    private let now: @Sendable () -> Date
    private var current: (text: String, until: Date)?
    private var exchange: Task<String, any Error>?

    init(_ account: ServiceAccount, transport: PushTransport, now: @escaping @Sendable () -> Date) {
        self.account = account
        self.transport = transport
        self.now = now
    }

    /// An access token. Throws `ExchangeFailure`, or what the client says.
    func token() async throws -> String {
        if let current, now() < current.until { return current.text }
        return try await (exchange ?? begin()).value
    }

    /// Google has refused `text`: the next one who asks gets another.
    func discard(_ text: String) {
        if current?.text == text { current = nil }
    }

    /// A task of its own, as it belongs to all who wait for it: one who is cancelled must not take it from the others.
    private func begin() -> Task<String, any Error> {
        let task = Task { try await ask() }
        exchange = task
        return task
    }

    private func ask() async throws -> String {
        defer { exchange = nil }
        let asked = now()
        let form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=\(try account.assertion(at: asked))"
        let answer = try await transport.post(
            Data(form.utf8), to: account.tokenURL, headers: ["content-type": "application/x-www-form-urlencoded"], by: .distantFuture)
        guard let answer, answer.status == 200, let token = answer.decoded(as: Token.self) else {
            throw ExchangeFailure(answer)
        }
        current = (token.text, asked.addingTimeInterval(max(0, token.seconds - Self.margin)))
        return token.text
    }

    private struct Token: Decodable {
        let text: String
        let seconds: Double

        enum CodingKeys: String, CodingKey {
            case text = "access_token"
            case seconds = "expires_in"
        }
    }
}

/// No access token was had (RFC 6749, 5.2).
struct ExchangeFailure: Error {
    /// What that means for the push.
    let result: PushResult

    init(_ answer: VendorAnswer?) {
        guard let answer else {
            result = .expired
            return
        }
        let code = answer.decoded(as: [String: String].self)?["error"] ?? "no_access_token"
        switch answer.status {
        case 408, 429, 500...599: result = .retry(after: answer.retryAfter, reason: "token exchange: \(answer.reason(code))")
        default: result = .rejected(reason: "token exchange: \(answer.reason(code))")
        }
    }
}
