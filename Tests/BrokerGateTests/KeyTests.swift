import BrokerGate
import Crypto
import CryptoExtras
import Foundation
import JWTKit
import TestSupport
import Testing
import TopicAccess

/// Public keys instead of secrets, and keys that come and go.
@Suite struct KeyTests {
    static let inbox = "faithflow/grace/member/anna/incoming_call"

    /// An issuer's key pair of some kind.
    struct Pair: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pem: String
        let signer: JWTKeyCollection
    }

    static func rsa(_ bits: _RSA.Signing.KeySize = .bits2048) async throws -> Pair {
        let key = try _RSA.Signing.PrivateKey(keySize: bits)
        let own = try Insecure.RSA.PrivateKey(pem: key.pemRepresentation)
        return Pair(
            testDescription: "RS256", pem: key.publicKey.pemRepresentation,
            signer: await JWTKeyCollection().add(rsa: own, digestAlgorithm: .sha256))
    }

    static func p256() async throws -> Pair {
        let key = P256.Signing.PrivateKey()
        return Pair(
            testDescription: "ES256", pem: key.publicKey.pemRepresentation,
            signer: await JWTKeyCollection().add(ecdsa: try ES256PrivateKey(pem: key.pemRepresentation)))
    }

    static func ed25519(kid: String? = nil) async throws -> (Pair, x: String) {
        let key = Curve25519.Signing.PrivateKey()
        let x = base64URL(key.publicKey.rawRepresentation)
        let own = EdDSA.PrivateKey(backing: key)
        let der = Data([0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]) + key.publicKey.rawRepresentation
        let pem = "-----BEGIN PUBLIC KEY-----\n\(der.base64EncodedString())\n-----END PUBLIC KEY-----\n"
        let signer = await JWTKeyCollection().add(eddsa: own, kid: kid.map { JWKIdentifier(string: $0) })
        return (Pair(testDescription: "EdDSA", pem: pem, signer: signer), x)
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func set(_ xs: [String]) -> String {
        let keys = xs.map { #"{"kty":"OKP","crv":"Ed25519","use":"sig","x":"\#($0)"}"# }
        return #"{"keys":[\#(keys.joined(separator: ","))]}"#
    }

    @Test func `Tokens of each algorithm, by files of keys, and nobody else's`() async throws {
        for pair in [try await Self.rsa(), try await Self.p256(), try await Self.ed25519().0] {
            let fixture = try GateFixture(secrets: nil, files: ["public_key_files": pair.pem])
            #expect(fixture.connect(1, token: try await fixture.token(signer: pair.signer)) == .allowed, "\(pair.testDescription)")
            #expect(fixture.connect(2, "ben", token: try await fixture.token(signer: pair.signer)) == .denied)
            #expect(fixture.connect(3, token: try await fixture.token()) == .denied)
            #expect(fixture.connect(4, token: try await fixture.token(secret: pair.pem)) == .denied, "the public key is no secret")
            let stranger = try await Self.p256()
            #expect(fixture.connect(5, token: try await fixture.token(signer: stranger.signer)) == .denied)
        }
    }

    @Test func `Secrets and keys beside each other`() async throws {
        let pair = try await Self.p256()
        let fixture = try GateFixture(files: ["public_key_files": pair.pem])
        #expect(fixture.connect(1, token: try await fixture.token(signer: pair.signer)) == .allowed)
        #expect(fixture.connect(1, token: try await fixture.token()) == .allowed)
    }

    @Test func `A key set's file takes effect when it changes, and whoever has a token of a key that is gone is disconnected`() async throws
    {
        let (old, oldX) = try await Self.ed25519()
        let (new, newX) = try await Self.ed25519()
        let fixture = try GateFixture(secrets: nil, files: ["jwks_file": Self.set([oldX])])
        #expect(fixture.connect(1, clientID: "ff-call-anna-1", token: try await fixture.token(signer: old.signer)) == .allowed)
        #expect(fixture.connect(2, clientID: "ff-call-anna-2", token: try await fixture.token(signer: new.signer)) == .denied)
        try fixture.write("jwks_file", Self.set([oldX, newX]))
        fixture.look()
        #expect(fixture.connect(2, clientID: "ff-call-anna-2", token: try await fixture.token(signer: new.signer)) == .allowed)
        try fixture.write("jwks_file", Self.set([newX]))
        fixture.look()
        #expect(fixture.dismissed == ["ff-call-anna-1"])
        #expect(fixture.gate.access(fixture.client(1, clientID: "ff-call-anna-1"), to: Self.inbox, for: .receive) == .denied)
        #expect(fixture.gate.access(fixture.client(2, clientID: "ff-call-anna-2"), to: Self.inbox, for: .receive) == .allowed)
        #expect(fixture.lines.withLock { $0.contains("Disconnected, the token is good no more: client=ff-call…") })
    }

    @Test func `What is damaged or gone changes nothing, and is told once`() async throws {
        let (pair, x) = try await Self.ed25519()
        let fixture = try GateFixture(secrets: nil, files: ["jwks_file": Self.set([x])])
        let token = try await fixture.token(signer: pair.signer)
        fixture.lines.withLock { $0 = [] }
        try fixture.write("jwks_file", "{")
        fixture.look()
        fixture.look()
        try fixture.remove("jwks_file")
        fixture.look()
        fixture.look()
        #expect(fixture.connect(1, token: token) == .allowed)
        #expect(fixture.lines.withLock { $0.count } == 2, "\(fixture.lines.withLock { $0 })")
        #expect(fixture.lines.withLock { $0.allSatisfy { $0.hasPrefix("The published keys stay as they were: ") } })
        try fixture.write("jwks_file", #"{"keys":[]}"#)
        fixture.look()
        #expect(fixture.connect(2, clientID: "ff-call-anna-2", token: token) == .denied, "an empty set withdraws all")
        #expect(fixture.dismissed == ["ff-call-anna-17"])
    }

    @Test func `Issuer, audience and leeway are those of the service`() async throws {
        let fixture = try GateFixture(more: ["issuer": "https://id.example.org, other", "leeway_seconds": "2"])
        #expect(fixture.connect(1, token: try await fixture.token(issuer: "other")) == .allowed)
        #expect(fixture.connect(1, token: try await fixture.token(issuer: "third")) == .denied)
        #expect(fixture.connect(1, token: try await fixture.token()) == .denied)
        #expect(fixture.connect(1, token: try await fixture.token(issued: 1.5, issuer: "other")) == .allowed)
        #expect(fixture.connect(1, token: try await fixture.token(issued: 3, issuer: "other")) == .denied)
        let narrow = try GateFixture(more: ["audience": "calls"])
        #expect(narrow.connect(1, token: try await narrow.token()) == .denied)
    }

    @Test(arguments: [["public_key_files": "no key"], ["jwks_file": "[]"], ["revocation_file": "no revocations"]])
    func `Files of no use stop the start`(files: [String: String]) {
        #expect(throws: GateFailure.self) { _ = try GateFixture(files: files) }
    }

    @Test func `A private key is none that may lie there`() {
        let kind = "PRIVATE KEY"
        #expect(throws: GateFailure.self) {
            _ = try GateFixture(files: ["public_key_files": "-----BEGIN \(kind)-----\nAAAA\n-----END \(kind)-----"])
        }
    }

    @Test(arguments: [["leeway_seconds": "61"], ["leeway_seconds": "x"], ["jwks_file": "/nowhere"], ["revocation_file": ""]])
    func `So do wrong options`(more: [String: String]) {
        #expect(throws: GateFailure.self) { _ = try GateFixture(more: more) }
    }
}
