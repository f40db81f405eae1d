import CallSignaling
import Foundation
import Testing
import TokenVerification

/// Revocations as a file: what was written is read, and what is damaged is refused.
@Suite struct RevocationFileTests {
    private static let date = Date(timeIntervalSince1970: 1_800_000_000.125)
    private static let some: [Revocation] = [
        Revocation(.token("5f0c"), revokedAt: date, until: date.addingTimeInterval(0.25)),
        Revocation(.token("any\ttext\nat all \u{1F600}"), revokedAt: date, until: .distantFuture),
        Revocation(.member(MemberID("anna"), ChurchID("grace")), revokedAt: date, until: date),
    ]

    @Test func whatIsWrittenIsRead() throws {
        for revocations in [[], Self.some, Array(Self.some.prefix(1))] {
            #expect(try RevocationFile.revocations(in: Data(RevocationFile.text(revocations).utf8)) == revocations)
        }
    }

    @Test func nothingOfADamagedFileCounts() {
        let text = RevocationFile.text(Self.some)
        for end in 0..<text.utf8.count {
            #expect(throws: RevocationFileFailure.self) { _ = try RevocationFile.revocations(in: Data(text.utf8.prefix(end))) }
        }
        let damaged = [
            text.replacing("end\t3", with: "end\t2"), text.replacing("token", with: "tokem"), text.replacing("grace", with: "gra/ce"),
            text.replacing("revocations 1", with: "revocations 2"), text.replacing("NWYwYw==", with: "NWYwYw"), text + "token\n",
            text.replacing("1800000000.125", with: "soon"), text.replacing("1800000000.125", with: "nan"),
        ]
        for text in damaged {
            #expect(throws: RevocationFileFailure.self, "\(text)") { _ = try RevocationFile.revocations(in: Data(text.utf8)) }
        }
    }

    @Test func asManyAsThereCanBeAreReadSoon() throws {
        let many = (0..<RevocationList.limit).map { Revocation(.token("token-\($0)"), revokedAt: Self.date, until: Self.date) }
        let data = Data(RevocationFile.text(many).utf8)
        #expect(try RevocationFile.revocations(in: data).count == RevocationList.limit)
        let more = Data(RevocationFile.text(many + Self.some).utf8)
        #expect(throws: RevocationFileFailure.tooLarge) { _ = try RevocationFile.revocations(in: more) }
    }
}
