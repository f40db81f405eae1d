public import CallSignaling
import Foundation
import Testing

@testable import TokenVerification

/// Which API keys are let in, and what is kept of them.
@Suite struct APIKeyTests {
    private let time = ManualTime()
    private let ring: APIKeyRing
    private let text = APIKeyText.make()

    init() {
        let time = time
        ring = APIKeyRing { time.now }
    }

    private func key(expires: Date? = nil, revoked: Date? = nil, text: APIKeyText? = nil) -> APIKey {
        let text = text ?? self.text
        return APIKey(
            id: text.id, name: "back end", hash: text.hash, scope: .only(["grace"]), actions: [.createCalls], createdAt: .noon,
            expiresAt: expires, revokedAt: revoked)
    }

    private func failure(_ text: String) -> APIKeyFailure? {
        do {
            _ = try ring.key(text)
            return nil
        } catch {
            return error
        }
    }

    @Test func noKeyIsLetInBeforeTheyAreKnown() {
        #expect(failure(text.revealed) == .undecidable)
        #expect(!ring.isKnown)
        ring.replace(with: [])
        #expect(ring.isKnown)
        #expect(failure(text.revealed) == .unknown)
    }

    @Test func aKeyIsWhatItWasMadeFor() throws {
        ring.replace(with: [key(), key(text: .make())])
        #expect(try ring.key(text.revealed) == key())
        ring.replace(with: [])
        #expect(failure(text.revealed) == .unknown)
    }

    @Test func onlyItsOwnSecretOpensIt() throws {
        let other = APIKeyText.make()
        ring.replace(with: [key(), key(text: other)])
        let secrets = [text, other].map { $0.revealed.suffix(64) }
        #expect(failure("ffk_\(text.id)_\(secrets[1])") == .unknown)
        #expect(failure("ffk_\(other.id)_\(secrets[0])") == .unknown)
        for index in 0..<64 {
            var digits = Array(secrets[0])
            digits[index] = digits[index] == "0" ? "1" : "0"
            #expect(failure("ffk_\(text.id)_\(String(digits))") == .unknown)
        }
        #expect(try ring.key("ffk_\(text.id)_\(secrets[0])").id == text.id)
    }

    @Test func whatHasNotItsFormIsNone() {
        ring.replace(with: [key()])
        let whole = text.revealed
        let damaged = [
            "", "ffk", "ffk_", "ffk__", "ffk_\(text.id)", "ffk_\(text.id)_", String(whole.dropLast()), whole + "0", whole.uppercased(),
            " " + whole,
            whole + " ", whole + "_", whole.replacing("ffk_", with: "ffk__"), "ffk_\(text.id)_\(text.hash.text)",
            whole.replacing("_", with: "-"),
            "FFK" + whole.dropFirst(3), whole.dropFirst(4) + "",
        ]
        for text in damaged { #expect(failure(text) == .unknown, "\(text.count) characters") }
    }

    @Test func aKeyEnds() {
        ring.replace(with: [key(expires: .noon + 60)])
        time.advance(by: 59.9)
        #expect(failure(text.revealed) == nil)
        time.advance(by: 0.1)
        #expect(failure(text.revealed) == .expired)
        #expect(failure("ffk_\(text.id)_" + String(repeating: "0", count: 64)) == .unknown, "who has not the secret learns nothing")
    }

    @Test func aRevokedKeyIsGoodNoMore() {
        ring.replace(with: [key(revoked: .noon)])
        #expect(failure(text.revealed) == .revoked)
        #expect(failure("ffk_\(text.id)_" + String(repeating: "0", count: 64)) == .unknown)
    }

    @Test func itsUseIsToldOnceAnHour() throws {
        ring.replace(with: [key()])
        #expect(ring.takeUses().isEmpty)
        for _ in 0..<3 { _ = try ring.key(text.revealed) }
        #expect(failure("ffk_\(text.id)_" + String(repeating: "0", count: 64)) == .unknown)
        #expect(ring.takeUses() == [text.id: .noon])
        #expect(ring.takeUses().isEmpty)
        var used = key()
        used.lastUsedAt = .noon
        ring.replace(with: [used])
        time.advance(by: 3_599)
        _ = try ring.key(text.revealed)
        #expect(ring.takeUses().isEmpty)
        time.advance(by: 1)
        _ = try ring.key(text.revealed)
        #expect(ring.takeUses() == [text.id: .noon + 3_600])
    }

    @Test func noTwoAreTheSame() {
        let texts = (0..<200).map { _ in APIKeyText.make() }
        #expect(Set(texts.map(\.id)).count == 200)
        #expect(Set(texts.map(\.hash)).count == 200)
        #expect(texts.allSatisfy { $0.revealed.wholeMatch(of: /ffk_[0-9a-f]{16}_[0-9a-f]{64}/) != nil })
    }

    /// As `printf %s SECRET | sha256sum` has it.
    @Test func theHashIsSHA256OfTheSecret() {
        #expect(SecretHash(of: "abc").text == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(SecretHash(text: "ba78") == nil)
        #expect(SecretHash(text: String(repeating: "G", count: 64)) == nil)
    }

    @Test func itIsNotShownByAccident() {
        let secret = String(text.revealed.suffix(64))
        for shown in ["\(text)", String(reflecting: text.description), "\(key())"] { #expect(!shown.contains(secret)) }
    }

    @Test func aFileHoldsThemWithoutSecrets() throws {
        let other = APIKeyText.make()
        let file = try APIKeyFile([key(expires: .noon + 60), key(revoked: .noon, text: other)]).data()
        #expect(try APIKeyFile(reading: file).keys == [key(expires: .noon + 60)])
        let written = String(decoding: file, as: UTF8.self)
        #expect(!written.contains(text.revealed.suffix(64)) && !written.contains(other.id.rawValue))
        #expect(throws: (any Error).self) { try APIKeyFile(reading: Data("{}".utf8)) }
        let spoilt = written.replacing("grace", with: "gr ace")
        #expect(try APIKeyFile(reading: Data(spoilt.utf8)).keys == nil)
        #expect(try APIKeyFile(reading: Data(written.replacing(#""version" : 1"#, with: #""version" : 2"#).utf8)).keys == nil)
    }

    @Test(arguments: [[], ["*", "grace"], ["gr ace"], ["grace", ""], ["+"], ["#"], ["**"]])
    func noScope(texts: [String]) { #expect(ChurchScope(texts: texts) == nil) }

    @Test func scopes() throws {
        let every = try #require(ChurchScope(texts: ["*"]))
        let two = try #require(ChurchScope(texts: ["hope", "grace"]))
        #expect(every == .every && every.texts == ["*"] && every.onlyChurch == nil && every.contains("grace"))
        #expect(two.texts == ["grace", "hope"] && two.onlyChurch == nil && two.contains("hope") && !two.contains("Hope"))
        #expect(ChurchScope(texts: ["grace"])?.onlyChurch == "grace")
    }
}

extension ChurchID: ExpressibleByStringLiteral {
    /// An id, for tests.
    public init(stringLiteral value: String) { self.init(value) }
}
