import FoundationEssentials
import TokenVerification
import TopicAccess

/// Verifies the token that a client sends as its password. The only file here that knows `TokenVerification`.
struct TokenVerifier {
    /// Whom a token stands for, and until when.
    struct Verified: Equatable {
        let principal: Principal
        let expiry: Date
    }

    private let authenticator: TokenAuthenticator

    /// A verifier of tokens signed with any of `secrets`. Works on the calling thread.
    init(secrets: [String], now: @escaping @Sendable () -> Date) {
        authenticator = WaitingThread.outcome { await TokenAuthenticator(secrets: secrets, now: now) }
    }

    /// Whom `token` stands for. Works on the calling thread.
    func verify(_ token: String) throws(Denial) -> Verified {
        let identity = try identity(of: token).get()
        guard let principal = Principal(churchID: identity.churchID, memberID: identity.memberID), let expiry = Self.expiry(of: token)
        else { throw .token }
        return Verified(principal: principal, expiry: expiry)
    }

    private func identity(of token: String) -> Result<Identity, Denial> {
        WaitingThread.outcome { [authenticator] in
            do {
                return .success(try await authenticator.identity(of: token))
            } catch TokenFailure.expired {
                return .failure(.expired)
            } catch {
                return .failure(.token)
            }
        }
    }

    /// The `exp` of a token that has been verified.
    private static func expiry(of token: String) -> Date? {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let json = decode(parts[1]) else { return nil }
        do {
            return Date(timeIntervalSince1970: try JSONDecoder().decode(Claims.self, from: json).exp)
        } catch {
            return nil
        }
    }

    /// Base64url without padding (RFC 7515, 2).
    private static func decode(_ part: Substring.UTF8View) -> Data? {
        var bytes = part.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0 }
        while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
        return Data(base64Encoded: Data(bytes))
    }

    private struct Claims: Decodable {
        let exp: Double
    }
}
