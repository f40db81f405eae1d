import Foundation
import Testing

@testable import TokenVerification

/// Keys that an issuer publishes come and go.
@Suite struct RotationTests {
    private let old = Signer.of(.es256)
    private let new = Signer.strangers[.es256] ?? .of(.edDSA)

    @Test func keysComeAndGo() async throws {
        let installation = Installation()
        try installation.issuer.publish([try old.webKey(["kid": "old"])])
        #expect(await installation.published.refresh())
        let (oldToken, newToken) = (try old.token(name: "old"), try new.token(of: "bob", name: "new"))
        #expect(await installation.failure(oldToken) == nil)
        try installation.issuer.publish([try old.webKey(["kid": "old"]), try new.webKey(["kid": "new"])])
        #expect(await installation.failure(newToken) == nil)
        #expect(await installation.failure(oldToken) == nil)
        #expect(installation.issuer.fetches == 2)
        try installation.issuer.publish([try new.webKey(["kid": "new"])])
        #expect(await installation.failure(oldToken) == nil, "removed, but not fetched again yet")
        installation.time.advance(by: 300)
        #expect(await installation.published.refresh())
        #expect(await installation.failure(oldToken) == .invalid("its signature is wrong"))
        #expect(await installation.failure(newToken) == nil)
    }

    @Test func aKeyIsGoodForItsOwnNameOnly() async throws {
        let installation = Installation()
        try installation.issuer.publish([try old.webKey(["kid": "old"]), try new.webKey(["kid": "new"])])
        await installation.published.refresh()
        #expect(await installation.failure(try old.token(name: "new")) == .invalid("its signature is wrong"))
        #expect(await installation.failure(try old.token()) == nil)
        #expect(await installation.failure(try new.token(of: "bob")) == nil)
        #expect(installation.issuer.fetches == 1, "no name was unknown")
    }

    @Test func anUnnamedKeyIsGoodForAnyName() async throws {
        let installation = Installation()
        try installation.issuer.publish([try old.webKey()])
        await installation.published.refresh()
        #expect(await installation.failure(try old.token(name: "any")) == nil)
        #expect(installation.issuer.fetches == 1)
    }

    @Test func aThousandUnknownNamesMakeOneFetch() async throws {
        let installation = Installation()
        try installation.issuer.publish([try old.webKey(["kid": "old"])])
        await installation.published.refresh()
        installation.time.advance(by: 100)
        let tokens = try (0..<1_000).map { try new.token(of: "m\($0)", name: "k\($0)") }
        installation.issuer.hold()
        let failures = await withTaskGroup(of: TokenFailure?.self) { group in
            for token in tokens { group.addTask { await installation.failure(token) } }
            while installation.issuer.fetches < 2 { await Task.yield() }
            installation.issuer.answer()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(installation.issuer.fetches == 2)
        #expect(failures.count == 1_000 && failures.allSatisfy { $0 == .invalid("its signature is wrong") })
        installation.time.advance(by: 9.9)
        #expect(await installation.failure(try new.token(name: "late")) == .invalid("its signature is wrong"))
        #expect(installation.issuer.fetches == 2)
        installation.time.advance(by: 0.1)
        #expect(await installation.failure(try new.token(name: "late")) == .invalid("its signature is wrong"))
        #expect(installation.issuer.fetches == 3)
    }

    @Test func theFloorHoldsBackNoRefresh() async throws {
        let installation = Installation()
        await installation.published.refresh()
        #expect(await installation.failure(try new.token(name: "x")) == .invalid("its signature is wrong"))
        await installation.published.refresh()
        #expect(installation.issuer.fetches == 3)
    }

    @Test func whoAsksDuringARefreshSharesItAndIsAnsweredAnew() async throws {
        let installation = Installation()
        try installation.issuer.publish([try old.webKey(["kid": "old"])])
        installation.issuer.hold()
        async let refreshed = installation.published.refresh()
        while installation.issuer.fetches < 1 { await Task.yield() }
        async let known = installation.failure(try old.token(name: "old"))
        installation.issuer.answer()
        #expect(await refreshed)
        #expect(try await known == nil)
        #expect(installation.issuer.fetches == 1)
    }

    /// The refresh under way may have been answered before the key was published; so all wait for the fetch after it.
    @Test func whoAsksForANewKeyDuringARefreshWaitsForTheNextFetch() async throws {
        let installation = Installation()
        try installation.issuer.publish([try old.webKey(["kid": "old"])])
        let tokens = try (0..<50).map { try new.token(of: "m\($0)", name: "new") }
        installation.issuer.hold()
        let failures = try await withThrowingTaskGroup(of: TokenFailure?.self) { group in
            group.addTask { await installation.published.refresh() ? nil : .undecidable }
            while installation.issuer.fetches < 1 { await Task.yield() }
            for token in tokens { group.addTask { await installation.failure(token) } }
            for _ in 0..<1_000 { await Task.yield() }  // so that most of them wait for the first fetch
            installation.issuer.answer(holdsNext: true)
            while installation.issuer.fetches < 2 { await Task.yield() }
            for _ in 0..<1_000 { await Task.yield() }
            try installation.issuer.publish([try old.webKey(["kid": "old"]), try new.webKey(["kid": "new"])])
            installation.issuer.answer()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures.count == 51 && failures.allSatisfy { $0 == nil }, "\(failures)")
        #expect(installation.issuer.fetches == 2)
    }

    @Test func theLastGoodSetCountsWhileTheIssuerIsDown() async throws {
        let installation = Installation()
        try installation.issuer.publish([try old.webKey(["kid": "old"])])
        await installation.published.refresh()
        installation.issuer.setDown(true)
        installation.time.advance(by: 300)
        #expect(await installation.published.refresh() == false)
        #expect(await installation.failure(try old.token(name: "old")) == nil)
        #expect(await installation.failure(try new.token(name: "new")) == .undecidable)
        #expect(await installation.failure(try new.token(name: "new")) == .undecidable)
        #expect(installation.issuer.fetches == 3, "the floor holds for a server that is down too")
        for garbage in ["<html>", #"{"keys":1}"#] {
            installation.issuer.setDown(false)
            installation.issuer.publish(text: garbage)
            #expect(await installation.published.refresh() == false)
            #expect(await installation.failure(try old.token(of: "bob", name: "old")) == nil)
        }
        try installation.issuer.publish([])
        #expect(await installation.published.refresh())
        #expect(await installation.failure(try old.token(name: "old")) == .invalid("its signature is wrong"))
    }

    @Test func nobodyCanTellBeforeTheFirstFetch() async throws {
        let installation = Installation()
        installation.ring.replace(.secrets, with: [try VerificationKey(secret: Signer.secret)])
        installation.issuer.setDown(true)
        for name in [nil, "old"] { #expect(await installation.failure(try old.token(name: name)) == .undecidable) }
        #expect(installation.issuer.fetches == 1)
        #expect(await installation.failure(try Signer.of(.hs256).token()) == nil, "needs no published key")
        #expect(await installation.failure(try #require(Signer.strangers[.hs256]).token()) == .invalid("its signature is wrong"))
        try installation.issuer.publish([try old.webKey(["kid": "old"])])
        installation.issuer.setDown(false)
        installation.time.advance(by: 10)
        #expect(await installation.failure(try old.token(name: "old")) == nil)
    }

    @Test func aClockSetBackStopsNoFetch() async throws {
        let installation = Installation()
        await installation.published.refresh()
        _ = await installation.failure(try new.token(name: "x"))
        installation.time.advance(by: -3_600)
        try installation.issuer.publish([try new.webKey(["kid": "new"])])
        #expect(await installation.failure(try new.token(name: "new")) == nil)
    }

    @Test func filesAndSecretsRotateToo() async throws {
        let time = ManualTime()
        let ring = KeyRing([try VerificationKey(secret: Signer.secret)])
        let authenticator = TokenAuthenticator(ring: ring) { time.now }
        ring.replace(.files, with: [try old.verificationKey()])
        let token = try old.token()
        _ = try await authenticator.verify(token)
        #expect(!ring.replace(.files, with: [try old.verificationKey()]))
        #expect(ring.replace(.files, with: [try new.verificationKey()]))
        await #expect(throws: TokenFailure.invalid("its signature is wrong")) { try await authenticator.verify(token) }
        _ = try await authenticator.verify(try new.token())
        _ = try await authenticator.verify(try Signer.of(.hs256).token())
    }
}
