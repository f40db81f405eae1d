import Foundation
import JWTKit
import LiveKit
import Testing

/// What LiveKit's server will read in a token of ours.
@Suite struct AccessTokenTests {
    private let credentials = LiveKitCredentials(
        url: "wss://livekit.example.org", apiKey: "APIfaithflow", apiSecret: "an-api-secret-of-more-than-32-bytes!")
    private let start = Date(timeIntervalSince1970: 1_769_851_800.75)

    private func token(_ sources: [TrackSource] = [.microphone], metadata: String = "") -> AccessToken {
        AccessToken(
            identity: "m-alice", name: "Alice Ånd", metadata: metadata, grant: VideoGrant(joining: "faithflow_c1_x", publishing: sources),
            notBefore: start.addingTimeInterval(-10), expiresAt: start.addingTimeInterval(600))
    }

    @Test func claimsAreThoseLiveKitDocuments() async throws {
        let parts = try token([.microphone], metadata: #"{"role":"caller"}"#).signed(with: credentials).split(separator: ".")
        #expect(parts.count == 3)
        #expect(try json(parts[0]) == #"{"alg":"HS256","typ":"JWT"}"#)
        #expect(
            try json(parts[1])
                == #"{"exp":1769852400,"iss":"APIfaithflow","metadata":"{\"role\":\"caller\"}","name":"Alice Ånd","nbf":1769851790,"sub":"m-alice","#
                + #""video":{"canPublish":true,"canPublishData":true,"canPublishSources":["microphone"],"canSubscribe":true,"#
                + #""room":"faithflow_c1_x","roomJoin":true}}"#)
    }

    @Test func signatureVerifiesWithTheSecretAndNoOther() async throws {
        let jwt = try token().signed(with: credentials)
        let right = await JWTKeyCollection().add(hmac: HMACKey(from: credentials.apiSecret), digestAlgorithm: .sha256)
        #expect(try await right.verify(jwt, as: Claims.self).sub.value == "m-alice")
        let wrong = await JWTKeyCollection().add(hmac: HMACKey(from: credentials.apiSecret + "x"), digestAlgorithm: .sha256)
        await #expect(throws: JWTError.self) { try await wrong.verify(jwt, as: Claims.self) }
    }

    /// LiveKit's development mode has the secret `secret`. HMAC pads keys up to its block of 64 bytes, so that many zeros change nothing.
    @Test func shortSecretSignsAsPlainHMAC() async throws {
        let dev = LiveKitCredentials(url: "ws://localhost:7880", apiKey: "devkey", apiSecret: "secret")
        let jwt = try token().signed(with: dev)
        let padded = await JWTKeyCollection().add(
            hmac: HMACKey(from: Array("secret".utf8) + Array(repeating: 0, count: 58)), digestAlgorithm: .sha256)
        #expect(try await padded.verify(jwt, as: Claims.self).iss.value == "devkey")
    }

    @Test func emptyMetadataIsLeftOut() async throws {
        let parts = try token().signed(with: credentials).split(separator: ".")
        #expect(try !json(parts[1]).contains("metadata"))
    }

    @Test func nothingToPublishMeansNoPublishing() {
        let grant = VideoGrant(joining: "r", publishing: [])
        #expect(!grant.canPublish)
        #expect(grant.roomJoin && grant.canSubscribe)
    }

    @Test func secretIsNeverPrinted() {
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] { #expect(!text.contains(credentials.apiSecret)) }
    }

    /// A part of a JWT as JSON with its keys sorted.
    private func json(_ part: Substring) throws -> String {
        var base64 = String(part).replacing("-", with: "+").replacing("_", with: "/")
        while base64.count % 4 != 0 { base64 += "=" }
        let data = try #require(Data(base64Encoded: base64))
        let object = try JSONSerialization.jsonObject(with: data)
        let sorted = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: sorted, as: UTF8.self)
    }

    private struct Claims: JWTPayload {
        let iss: IssuerClaim, sub: SubjectClaim, nbf: NotBeforeClaim, exp: ExpirationClaim
        func verify(using algorithm: some JWTAlgorithm) throws {
            try nbf.verifyNotBefore(currentDate: Date(timeIntervalSince1970: 1_769_851_800))
            try exp.verifyNotExpired(currentDate: Date(timeIntervalSince1970: 1_769_851_800))
        }
    }
}
