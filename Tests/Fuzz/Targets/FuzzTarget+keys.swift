import Crypto
import CryptoExtras
import Foundation
import TokenVerification

extension FuzzTarget {
    /// What an issuer publishes, and files of keys.
    static let keys: FuzzTarget = {
        let p256 = P256.Signing.PrivateKey().publicKey
        let ed25519 = Curve25519.Signing.PrivateKey().publicKey
        let sets = [
            #"{"keys":[{"kty":"EC","crv":"P-256","kid":"a","use":"sig","alg":"ES256","x":"\#(part(p256.rawRepresentation.prefix(32)))","#
                + #""y":"\#(part(p256.rawRepresentation.suffix(32)))"}]}"#,
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"b","x":"\#(part(ed25519.rawRepresentation))","key_ops":["verify"]}]}"#,
            #"{"keys":[{"kty":"RSA","n":"\#(String(repeating: "wx4z", count: 86))","e":"AQAB","alg":"RS256"},{"kty":"oct","k":"AAAA"}]}"#,
        ]
        let files = [p256.pemRepresentation, p256.pemRepresentation.replacing("\n", with: "\r\n"), Self.rsa] + sets
        let words = [
            "-----BEGIN PUBLIC KEY-----\n", "-----END PUBLIC KEY-----\n", "-----BEGIN CERTIFICATE-----", "PRIVATE KEY", "kty", "x", "n",
            "e",
        ]
        let mutator = Mutator(samples: files, words: words)
        let grown = RandomJSON(
            keys: ["kty", "kid", "use", "alg", "crv", "x", "y", "n", "e", "key_ops"],
            texts: [
                "RSA", "EC", "OKP", "oct", "sig", "P-256", "Ed25519", "ES256", "RS256", "EdDSA", "AQAB", part(ed25519.rawRepresentation),
            ])
        return FuzzTarget(name: "keys") { random in
            guard random.once(in: 3) else { return mutator.input(&random) }
            return Array(#"{"keys":[\#(grown.object(&random)),\#(grown.object(&random))]}"#.utf8)
        } read: { input in
            var isAccepted = false
            do {
                let set = try PublishedKeySet(json: Data(input))
                try require(set.keys.count + set.ignored <= PublishedKeySet.mostKeys, "more keys than are allowed")
                try require(set.keys.allSatisfy { $0.algorithm != .hs256 }, "a published key became a secret")
                isAccepted = !set.keys.isEmpty
            } catch is PublishedKeySetFailure {}
            do throws(KeyProblem) {
                isAccepted = try !KeyFile.keys(in: text(input)).isEmpty || isAccepted
            } catch {}  // refused, as it should
            return isAccepted
        }
    }()

    private static let rsa = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo
        4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0/IzW7yWR7QkrmBL7jTKEn5u
        +qKhbwKfBstIs+bMY2Zkp18gnTxKLxoS2tFczGkPLPgizskuemMghRniWaoLcyeh
        kd3qqGElvW/VDL5AaWTg0nLVkjRo9z+40RQzuVaE8AkAFmxZzow3x+VJYKdjykkJ
        0iT9wCS0DRTXu269V264Vf/3jvredZiKRkgwlL9xNAwxXFg0x/XFw005UWVRIkdg
        cKWTjpBP2dPwVZ4WWC+9aGVd+Gyn1o0CLelf4rEjGoXbAAEgAqeGUxrcIlbjXfbc
        mwIDAQAB
        -----END PUBLIC KEY-----
        """

    private static func part(_ bytes: some DataProtocol) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
