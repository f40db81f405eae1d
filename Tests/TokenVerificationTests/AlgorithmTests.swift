import CallSignaling
import Crypto
import CryptoExtras
import Foundation
import JWTKit
import Testing

@testable import TokenVerification

/// Each algorithm, its good tokens, and the ways to pass off a bad one.
@Suite struct AlgorithmTests {
    /// With a key of each algorithm, from PEM files or the configuration.
    private static func authenticator(_ algorithms: [SigningAlgorithm] = SigningAlgorithm.allCases) throws -> TokenAuthenticator {
        TokenAuthenticator(ring: KeyRing(try algorithms.map { try Signer.of($0).verificationKey() })) { .noon }
    }

    private static func failure(_ token: String, _ authenticator: TokenAuthenticator) async -> TokenFailure? {
        do {
            _ = try await authenticator.verify(token)
            return nil
        } catch {
            return error as? TokenFailure
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func goodTokenIsAccepted(algorithm: SigningAlgorithm) async throws {
        let token = try Signer.of(algorithm).token(
            Payload.member("ann", expiring: .noon.addingTimeInterval(60), #","jti":"t-1","iat":1799999990"#))
        for named in [nil, "any"] {
            let named = try Signer.of(algorithm).token(of: "bob", name: named)
            #expect(try await Self.authenticator().identity(of: named).memberID.rawValue == "bob")
        }
        let found = try await Self.authenticator().verify(token)
        #expect(found.identity == Identity(churchID: ChurchID("grace"), memberID: MemberID("ann"), role: .member))
        #expect(found.expiry == .noon.addingTimeInterval(60))
        #expect(found.id == "t-1")
        #expect(found.issuedAt == .noon.addingTimeInterval(-10))
    }

    /// Signed by another implementation.
    @Test func tokensOfAnotherLibraryAreAccepted() async throws {
        struct Claims: JWTPayload {
            var sub = "ann"
            var role = "member"
            var session_church_id = "grace"
            var exp = 1_800_000_060
            func verify(using algorithm: some JWTAlgorithm) async throws {}
        }
        let authenticator = try Self.authenticator()
        guard case .rsa(let rsa) = Signer.of(.rs256), case .p256(let p256) = Signer.of(.es256),
            case .ed25519(let edwards) = Signer.of(.edDSA)
        else {
            Issue.record("no keys")
            return
        }
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: Signer.secret), digestAlgorithm: .sha256, kid: "h")
        await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: rsa.pemRepresentation), digestAlgorithm: .sha256, kid: "r")
        await keys.add(ecdsa: try ES256PrivateKey(pem: p256.pemRepresentation), kid: "e")
        await keys.add(eddsa: EdDSA.PrivateKey(backing: edwards), kid: "d")
        for name: JWKIdentifier in ["h", "r", "e", "d"] {
            let token = try await keys.sign(Claims(), kid: name)
            #expect(await Self.failure(token, authenticator) == nil, "\(name.string)")
        }
    }

    /// RFC 7515, A.3, and RFC 8037, A.4.
    @Test func examplesOfTheStandardsAreVerified() throws {
        let p256 = """
            {"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
            """
        let edwards = #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#
        let examples = [
            (
                p256,
                "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
                    + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
            ),
            (
                edwards,
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                    + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
            ),
        ]
        for (set, token) in examples {
            let key = try #require(try PublishedKeySet(json: Data(set.utf8)).keys.first)
            let parts = try #require(TokenParts(token))
            #expect(parts.header.algorithm == key.algorithm.rawValue)
            #expect(key.isValid(parts.signature, over: parts.signed))
            #expect(!key.isValid(parts.signature, over: parts.signed + [0]))
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func strangersSignatureIsRefused(algorithm: SigningAlgorithm) async throws {
        let stranger = try #require(Signer.strangers[algorithm])
        #expect(await Self.failure(try stranger.token(), try Self.authenticator()) == .invalid("its signature is wrong"))
    }

    /// Signed with one key, said to be of another algorithm; no key is tried on what it is not for.
    @Test(arguments: SigningAlgorithm.allCases, SigningAlgorithm.allCases)
    func algorithmsAreNotMixedUp(signed: SigningAlgorithm, said: SigningAlgorithm) async throws {
        guard signed != said else { return }
        let payload = Payload.member("ann", expiring: .distantFuture)
        let token = try Signer.of(signed).token(payload, header: #"{"alg":"\#(said.rawValue)"}"#)
        #expect(await Self.failure(token, try Self.authenticator()) == .invalid("its signature is wrong"))
        #expect(await Self.failure(token, try Self.authenticator([signed])) == .invalid("its signature is wrong"))
        #expect(await Self.failure(token, try Self.authenticator([said])) == .invalid("its signature is wrong"))
    }

    /// The classic: what everybody knows, the public key, used as a secret. In every form somebody might take for the key's bytes.
    @Test(arguments: SigningAlgorithm.allCases.filter(\.isAsymmetric))
    func publicKeyIsNoSecret(algorithm: SigningAlgorithm) async throws {
        let pem = Signer.of(algorithm).pem
        let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        for text in [pem, pem.trimmingCharacters(in: .newlines), body, "-----BEGIN PUBLIC KEY-----\n\(body)\n-----END PUBLIC KEY-----"] {
            for name in [nil, "k"] {
                let token = try Signer.secret(text).token(name: name)
                #expect(await Self.failure(token, try Self.authenticator()) == .invalid("its signature is wrong"))
                #expect(await Self.failure(token, try Self.authenticator([algorithm])) == .invalid("its signature is wrong"))
            }
        }
        #expect(throws: KeyProblem.secretIsPublic) { try VerificationKey(secret: pem) }
    }

    private static let headers = [
        #"{"alg":"none"}"#, #"{"alg":"None"}"#, #"{"alg":"NONE"}"#, #"{"alg":""}"#, #"{"alg":null}"#, "{}", "[]", "null", "", "{",
        #"{"alg":"HS512"}"#, #"{"alg":"RS512"}"#, #"{"alg":"PS256"}"#, #"{"alg":"ES384"}"#, #"{"alg":"ES256K"}"#, #"{"alg":"Ed25519"}"#,
        #"{"alg":"eddsa"}"#, #"{"alg":"rs256"}"#, #"{"alg":["RS256"]}"#, #"{"alg":256}"#, #"{"alg":"RS256","kid":7}"#,
        #"{"alg":"RS256","crit":["exp"]}"#, #"{"alg":"ES256","crit":["b64"],"b64":false}"#, #"{"alg":"EdDSA","crit":null}"#,
    ]

    @Test(arguments: headers, SigningAlgorithm.allCases)
    func otherHeadersAreRefused(header: String, signed: SigningAlgorithm) async throws {
        let token = try Signer.of(signed).token(Payload.member("ann", expiring: .distantFuture), header: header)
        guard case .invalid = await Self.failure(token, try Self.authenticator()) else {
            Issue.record("accepted: \(header)")
            return
        }
        let bare = token.prefix { $0 != "." } + "." + token.split(separator: ".", omittingEmptySubsequences: false)[1] + "."
        guard case .invalid = await Self.failure(String(bare), try Self.authenticator()) else {
            Issue.record("accepted: \(bare)")
            return
        }
    }

    /// JWTKit 5.7.1 traps on a number beyond `Int` anywhere in a header; nothing here may, signed or not, and neither in claims.
    @Test(arguments: SigningAlgorithm.allCases, ["1e300", "-1e300", "1e999", "9223372036854775808", "1e-400", #"{"y":[1e300]}"#])
    func hugeNumbersAreBorne(algorithm: SigningAlgorithm, number: String) async throws {
        let authenticator = try Self.authenticator()
        let header = #"{"alg":"\#(algorithm.rawValue)","x":\#(number)}"#
        let signed = try Signer.of(algorithm).token(Payload.member("ann", expiring: .noon + 60), header: header)
        _ = await Self.failure(signed, authenticator)
        #expect(await Self.failure(signed + "AAAA", authenticator) != nil)
        #expect(await Self.failure(try Signer.of(algorithm).token("{}", header: header), authenticator) != nil)
        for claim in ["exp", "iat", "nbf", "x"] {
            let payload = #"{"sub":"ann","role":"member","session_church_id":"grace","exp":1800000060,"\#(claim)":\#(number)}"#
            _ = await Self.failure(try Signer.of(algorithm).token(payload), authenticator)
        }
        for member in ["n", "e", "x", "kid", "alg"] {
            #expect(try PublishedKeySet(json: Data(#"{"keys":[{"kty":"RSA","\#(member)":\#(number)}]}"#.utf8)).keys.isEmpty)
        }
    }

    /// Signatures that some implementations have taken: none, too short, all zero, the wrong form.
    @Test(arguments: SigningAlgorithm.allCases)
    func oddSignaturesAreRefused(algorithm: SigningAlgorithm) async throws {
        let authenticator = try Self.authenticator()
        let token = try Signer.of(algorithm).token()
        let text = token.split(separator: ".").prefix(2).joined(separator: ".")
        let good = try Signer.of(algorithm).signature(over: text)
        var forms = [
            Data(), Data(count: 1), Data(count: 32), Data(count: 64), Data(count: 256), good.dropLast(), good + [0], Data(good.reversed()),
        ]
        if case .p256(let key) = Signer.of(algorithm) { forms.append(try key.signature(for: Data(text.utf8)).derRepresentation) }
        for form in forms { #expect(await Self.failure("\(text).\(Data(form).base64URL)", authenticator) != nil) }
        for end in ["=", "==", "\n", " ", ".", "+", "/"] { #expect(await Self.failure(token + end, authenticator) != nil) }
        #expect(await Self.failure(token, authenticator) == nil)
    }
}
