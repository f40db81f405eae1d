import Crypto
import FoundationEssentials

/// The secret that the service shares with TURN servers, coTURN's `static-auth-secret`. It has no printable form.
public struct TURNSecret: Hashable, Sendable {
    /// Shorter ones can be guessed from the credentials that members get, bytes.
    public static let recommendedLength = 32

    private let bytes: [UInt8]

    /// A secret.
    public init(_ text: String) { bytes = Array(text.utf8) }

    /// Whether it is shorter than it should be.
    public var isShort: Bool { bytes.count < Self.recommendedLength }

    /// The password of a user whose name begins with the Unix time at which he may no longer come: base64 of an HMAC with SHA-1 over the name
    /// (draft-uberti-behave-turn-rest-00, 2.2; coTURN's `use-auth-secret`).
    func password(of userName: String) -> String {
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array(userName.utf8), using: SymmetricKey(data: bytes))
        return Data(code).base64EncodedString()
    }
}

extension TURNSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same.
    public var description: String { "(secret)" }

    /// Always the same.
    public var debugDescription: String { description }

    /// Empty.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
