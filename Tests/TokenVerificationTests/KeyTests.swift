import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import TokenVerification

/// Which keys are taken, and what is said of the others.
@Suite struct KeyTests {
    @Test func filesMayHaveSeveralKeys() throws {
        let text = SigningAlgorithm.allCases.filter(\.isAsymmetric).map { "A comment\n" + Signer.of($0).pem }.joined(separator: "\n\n")
        #expect(try KeyFile.keys(in: text).map(\.algorithm) == [.rs256, .es256, .edDSA])
        #expect(try KeyFile.keys(in: text.replacing("\n", with: "\r\n")).map(\.name) == [nil, nil, nil])
    }

    struct Bad: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
        let problem: KeyProblem

        init(_ name: String, _ text: String, _ problem: KeyProblem) {
            testDescription = name
            self.text = text
            self.problem = problem
        }
    }

    private static let x25519 = Data([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00]) + Data(count: 32)
    private static let shortEd25519 = Data([0x30, 0x29, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x20, 0x00]) + Data(count: 31)

    static let bad = [
        Bad("empty", "", .nothing), Bad("text", "no key", .nothing), Bad("a secret", Signer.secret, .nothing),
        Bad("no end", "-----BEGIN PUBLIC KEY-----\n", .malformed),
        Bad("no content", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", .malformed),
        Bad("cut off", "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----", .malformed),
        Bad("not base64", "-----BEGIN PUBLIC KEY-----\n?\n-----END PUBLIC KEY-----", .malformed),
        Bad("another end", "-----BEGIN PUBLIC KEY-----\nMCow\n-----END CERTIFICATE-----", .malformed),
        Bad("two beginnings", "-----BEGIN PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", .malformed),
        Bad("private key", P256.Signing.PrivateKey().pemRepresentation, .privateKey),
        Bad("certificate", Signer.pem("CERTIFICATE", Data([1])), .certificate),
        Bad("PKCS #1", Signer.pem("RSA PUBLIC KEY", Data([1])), .unsupportedKind),
        Bad("P-384", P384.Signing.PrivateKey().publicKey.pemRepresentation, .unsupportedCurve),
        Bad("P-521", P521.Signing.PrivateKey().publicKey.pemRepresentation, .unsupportedCurve),
        Bad("X25519, which signs nothing", Signer.pem("PUBLIC KEY", x25519), .unsupportedKind),
        Bad("31 bytes", Signer.pem("PUBLIC KEY", shortEd25519), .malformed),
        Bad("good, then none", Signer.of(.es256).pem + "\n" + P384.Signing.PrivateKey().publicKey.pemRepresentation, .unsupportedCurve),
    ]

    @Test(arguments: bad)
    func badFilesAreRefused(bad: Bad) throws {
        #expect(throws: bad.problem) { try KeyFile.keys(in: bad.text) }
    }

    /// Any byte of a good key changed, or its end cut off: no crash, and never a key of another kind.
    @Test(arguments: SigningAlgorithm.allCases.filter(\.isAsymmetric))
    func spoiledKeysAreBorne(algorithm: SigningAlgorithm) throws {
        let lines = Signer.of(algorithm).pem.split(separator: "\n").filter { !$0.hasPrefix("-") }
        let der = try #require(Data(base64Encoded: lines.joined()))
        for index in der.indices {
            for spoiled in [
                der.prefix(index), der[..<index] + [der[index] ^ 0xff] + der[(index + 1)...], der[..<index] + [0x84] + der[(index + 1)...],
            ] {
                let keys = try? KeyFile.keys(in: Signer.pem("PUBLIC KEY", spoiled))  // most cannot be read
                #expect(keys.map { $0.map(\.algorithm) == [algorithm] } ?? true)
            }
        }
    }

    @Test func weakRSAIsRefused() throws {
        let weak = try _RSA.Signing.PrivateKey(unsafeKeySize: _RSA.Signing.KeySize(bitCount: 1_024))
        #expect(throws: KeyProblem.weakRSA) { try KeyFile.keys(in: weak.publicKey.pemRepresentation) }
        let published = try JSONEncoder().encode(["keys": [try Signer.rsa(weak).webKey(), try Signer.of(.rs256).webKey()]])
        let set = try PublishedKeySet(json: published)
        #expect(set.keys.count == 1)
        #expect(set.ignored == 1)
    }

    @Test func shortSecretIsRefused() throws {
        #expect(throws: KeyProblem.shortSecret(bytes: 31)) { try VerificationKey(secret: String(repeating: "s", count: 31)) }
        #expect(try VerificationKey(secret: String(repeating: "s", count: 32)).algorithm == .hs256)
        #expect(try VerificationKey(secret: String(repeating: "ß", count: 16)).algorithm == .hs256)
    }

    @Test func unreadableFileIsToldOf() {
        #expect(throws: KeyProblem.unreadable) { try KeyFile(path: "/nowhere/key.pem").keys() }
        #expect(throws: KeyProblem.unreadable) { try KeyFile(path: "/tmp").keys() }
    }

    @Test func aKeyShowsNothingOfItself() throws {
        let key = try VerificationKey(secret: Signer.secret)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains("0123") && !text.contains("48, 49")) }
    }

    static let ignored: [(SigningAlgorithm, [String: String])] = [
        (.hs256, [:]), (.hs256, ["alg": "HS256", "kid": "k"]), (.rs256, ["use": "enc"]), (.rs256, ["alg": "RS512"]),
        (.rs256, ["alg": "HS256"]),
        (.rs256, ["alg": "RSA-OAEP"]), (.es256, ["crv": "P-384"]), (.es256, ["alg": "RS256"]), (.es256, ["x": "AAAA"]),
        (.es256, ["y": "?"]),
        (.edDSA, ["crv": "X25519"]), (.edDSA, ["x": "AAAA"]), (.edDSA, ["kty": "EC"]), (.rs256, ["kty": "AKP"]), (.rs256, ["n": ""]),
        (.rs256, ["e": ""]), (.rs256, ["n": "AQAB"]), (.es256, ["x": String(repeating: "A", count: 43)]),
    ]

    @Test(arguments: ignored)
    func publishedKeysOfNoUseAreIgnored(algorithm: SigningAlgorithm, changes: [String: String]) throws {
        let good = try Signer.of(.es256).webKey(["kid": "good", "use": "sig", "alg": "ES256"])
        let set = try PublishedKeySet(json: try JSONEncoder().encode(["keys": [try Signer.of(algorithm).webKey(changes), good]]))
        #expect(set.keys.map(\.name) == ["good"])
        #expect(set.ignored == 1)
    }

    @Test(arguments: ["", "{}", "[]", "null", #"{"keys":{}}"#, #"{"keys":null}"#, "<html>", #"{"keys":["#])
    func whatIsNoSetIsRefused(text: String) {
        #expect(throws: PublishedKeySetFailure.malformed) { try PublishedKeySet(json: Data(text.utf8)) }
    }

    @Test func aSetIsBounded() throws {
        let many = Data((#"{"keys":["# + Array(repeating: "{}", count: 101).joined(separator: ",") + "]}").utf8)
        #expect(throws: PublishedKeySetFailure.tooManyKeys) { try PublishedKeySet(json: many) }
        #expect(throws: PublishedKeySetFailure.tooLarge) { try PublishedKeySet(json: Data(count: PublishedKeySet.largest + 1)) }
        let odd = try PublishedKeySet(json: Data(#"{"keys":[1,null,"x",[],{"kty":1},{"kty":"RSA","key_ops":["encrypt"]}]}"#.utf8))
        #expect(odd.keys.isEmpty && odd.ignored == 6)
    }
}
