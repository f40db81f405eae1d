public import CallControl
public import CallSignaling
import Crypto
public import FoundationEssentials

/// Encrypts the secrets of endpoints for the database, and opens them again: AES-256-GCM under a key that is not there.
///
/// Each is bound to its endpoint and church: put elsewhere in the database it does not open.
public struct WebhookVault: Sendable {
    /// Shortest key, bytes.
    public static let minimumKeyLength = 32

    private let keys: [SymmetricKey]

    /// A vault; the first of `keys` encrypts, each opens what it encrypted. Nil without any, or with one that is too short.
    public init?(keys: [String]) {
        guard !keys.isEmpty, keys.allSatisfy({ $0.utf8.count >= Self.minimumKeyLength }) else { return nil }
        self.keys = keys.map {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: Array($0.utf8)), info: Array("faithflow-calls webhook secrets".utf8),
                outputByteCount: 32)
        }
    }

    /// `secret`, encrypted for the endpoint.
    public func seal(_ secret: WebhookSecret, for id: WebhookID, in church: ChurchID) throws -> WebhookEndpoint.SealedSecret {
        let box = try AES.GCM.seal(secret.bytes, using: keys[0], authenticating: Self.binding(id, church))
        guard let text = box.combined?.base64EncodedString() else { throw CryptoKitError.incorrectParameterSize }
        return WebhookEndpoint.SealedSecret(text: text)
    }

    /// The secrets of `endpoint` that sign at `now`, the newest first; those that no key opens are left out.
    public func secrets(of endpoint: WebhookEndpoint, at now: Date) -> [WebhookSecret] {
        let binding = Self.binding(endpoint.id, endpoint.churchID)
        return endpoint.goodSecrets(at: now).compactMap { sealed in
            guard let data = Data(base64Encoded: sealed.text) else { return nil }
            for key in keys {
                guard let box = try? AES.GCM.SealedBox(combined: data) else { return nil }  // no box at all
                let bytes = try? AES.GCM.open(box, using: key, authenticating: binding)  // what one key does not open may be another's
                if let bytes { return WebhookSecret(bytes: Array(bytes)) }
            }
            return nil
        }
    }

    private static func binding(_ id: WebhookID, _ church: ChurchID) -> [UInt8] { Array("\(church)/\(id)".utf8) }
}
