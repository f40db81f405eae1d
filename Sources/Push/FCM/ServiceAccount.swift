import Crypto
import CryptoExtras
public import FoundationEssentials

/// A Google service account: the JSON file that its console gives out.
public struct ServiceAccount: Sendable {
    /// What an access token is to be good for.
    private static let scope = "https://www.googleapis.com/auth/firebase.messaging"
    /// How long an assertion is good, seconds; Google's most is an hour.
    private static let lifetime = 600

    /// The project whose apps are sent to.
    public let projectID: String
    /// The account's address.
    public let clientEmail: String
    /// Where access tokens are had.
    public let tokenURL: String
    private let keyID: String
    private let key: _RSA.Signing.PrivateKey

    /// The account of a file's content.
    public init(json: Data) throws(CredentialProblem) {
        guard let file = try? JSONDecoder().decode(File.self, from: json) else {  // what is wrong with it is not told: it holds the key
            throw CredentialProblem("no service account with project_id, private_key_id, private_key, client_email and token_uri")
        }
        guard file.projectID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") }), !file.projectID.isEmpty else {
            throw CredentialProblem("project_id is none")
        }
        guard file.tokenURL.hasPrefix("https://") else { throw CredentialProblem("token_uri is not https") }
        do {
            key = try _RSA.Signing.PrivateKey(pemRepresentation: file.privateKey)
        } catch {
            throw CredentialProblem("private_key is no RSA key in PEM")
        }
        projectID = file.projectID
        clientEmail = file.clientEmail
        tokenURL = file.tokenURL
        keyID = file.keyID
    }

    /// The assertion that is given for an access token (RFC 7523, 2.1; developers.google.com, *Using OAuth 2.0 for server to server applications*).
    func assertion(at now: Date) throws -> String {
        let issued = Int(now.timeIntervalSince1970)
        let claims = Claims(iss: clientEmail, scope: Self.scope, aud: tokenURL, iat: issued, exp: issued + Self.lifetime)
        return try JSONWebToken(algorithm: "RS256", keyID: keyID, claims: claims).signed { text in
            try key.signature(for: SHA256.hash(data: text), padding: .insecurePKCS1v1_5).rawRepresentation
        }
    }

    private struct File: Decodable {
        let projectID: String
        let keyID: String
        let privateKey: String
        let clientEmail: String
        let tokenURL: String

        enum CodingKeys: String, CodingKey {
            case projectID = "project_id"
            case keyID = "private_key_id"
            case privateKey = "private_key"
            case clientEmail = "client_email"
            case tokenURL = "token_uri"
        }
    }

    private struct Claims: Encodable, Sendable {
        let iss: String
        let scope: String
        let aud: String
        let iat: Int
        let exp: Int
    }
}

extension ServiceAccount: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the key.
    public var description: String { "service account \(clientEmail) of \(projectID)" }

    /// Without the key.
    public var debugDescription: String { description }

    /// Without the key, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["projectID": projectID, "clientEmail": clientEmail]) }
}
