import Crypto
import FoundationEssentials

/// What Apple knows a sender by: a team's key for provider tokens, and the app it is for.
public struct APNsCredentials: Sendable {
    /// The team, ten characters.
    public let teamID: String
    /// The key's name, ten characters.
    public let keyID: String
    /// The app's bundle id.
    public let bundleID: String
    private let key: P256.Signing.PrivateKey

    /// Credentials; `privateKey` is the content of the `.p8` file that Apple gave out.
    public init(teamID: String, keyID: String, bundleID: String, privateKey: String) throws(CredentialProblem) {
        do {
            key = try P256.Signing.PrivateKey(pemRepresentation: privateKey)
        } catch {
            throw CredentialProblem("no private key in PEM on the curve P-256")
        }
        self.teamID = teamID
        self.keyID = keyID
        self.bundleID = bundleID
    }

    /// A provider token made at `date` (developer.apple.com, *Establishing a token-based connection to APNs*).
    func token(at date: Date) throws -> String {
        let claims = Claims(iss: teamID, iat: Int(date.timeIntervalSince1970))
        return try JSONWebToken(algorithm: "ES256", keyID: keyID, claims: claims).signed { try key.signature(for: $0).rawRepresentation }
    }

    private struct Claims: Encodable, Sendable {
        let iss: String
        let iat: Int
    }
}

extension APNsCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the key.
    public var description: String { "APNs key \(keyID) of team \(teamID) for \(bundleID)" }

    /// Without the key.
    public var debugDescription: String { description }

    /// Without the key, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["teamID": teamID, "keyID": keyID, "bundleID": bundleID]) }
}
