import Crypto
public import FoundationEssentials

/// Tells LiveKit's webhooks from those of others: a JWT signed with the API's secret vouches for the hash of the body.
///
/// Keeps nothing; safe to use from anywhere.
public struct WebhookReceiver: Sendable {
    /// Largest body that is read, bytes.
    public static let largestBody = 64 << 10
    /// How far clocks may differ, seconds.
    static let leeway = 60.0
    private static let longestToken = 4_096

    private let credentials: LiveKitCredentials

    /// A receiver of what the server of these credentials sends.
    public init(_ credentials: LiveKitCredentials) { self.credentials = credentials }

    /// The event in a body that came with this `Authorization`, which is the token, with or without `Bearer` before it.
    public func receive(_ body: Data, authorization: String?, at now: Date) throws(WebhookRefusal) -> WebhookEvent {
        guard body.count <= Self.largestBody else { throw .tooLarge }
        guard let authorization, !authorization.isEmpty else { throw .missing }
        let claims = try claims(of: authorization.hasPrefix("Bearer ") ? authorization.dropFirst(7) : authorization[...])
        let second = now.timeIntervalSince1970
        guard claims.iss == credentials.apiKey else { throw .forged }
        guard let exp = claims.exp, second < exp + Self.leeway, second >= (claims.nbf ?? 0) - Self.leeway else { throw .expired }
        guard let hash = claims.sha256.flatMap({ Data(base64Encoded: $0) }), hash.count == SHA256.byteCount,
            Self.areEqual(hash, SHA256.hash(data: body))
        else { throw .otherBody }
        do {
            return try JSONDecoder.proto.decode(WebhookEvent.self, from: body)
        } catch {
            throw .unreadable
        }
    }

    /// What a token says that the secret has signed.
    private func claims(of token: Substring) throws(WebhookRefusal) -> Claims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= Self.longestToken, parts.count == 3, let signature = Data(base64URL: parts[2]),
            let header = Data(base64URL: parts[0]), let payload = Data(base64URL: parts[1])
        else { throw .malformed }
        let signed = Data("\(parts[0]).\(parts[1])".utf8)
        guard HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: signed, using: credentials.signingKey) else {
            throw .forged
        }
        do {
            guard try JSONDecoder().decode(Header.self, from: header).alg == "HS256" else { throw WebhookRefusal.forged }
            return try JSONDecoder().decode(Claims.self, from: payload)
        } catch {
            throw error as? WebhookRefusal ?? .malformed
        }
    }

    /// In the same time wherever they differ.
    private static func areEqual(_ hash: Data, _ digest: SHA256Digest) -> Bool { zip(hash, digest).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 }

    private struct Header: Decodable {
        let alg: String
    }

    private struct Claims: Decodable {
        let iss: String?
        let nbf: Double?
        let exp: Double?
        let sha256: String?
    }
}

/// Why a webhook is not taken.
public enum WebhookRefusal: Error, Hashable, Sendable {
    /// It has no token.
    case missing
    /// The token is none.
    case malformed
    /// Somebody else has signed it.
    case forged
    /// It is not good any more, or not yet.
    case expired
    /// It vouches for another body.
    case otherBody
    /// The body is too large.
    case tooLarge
    /// The body is not an event.
    case unreadable
}
