import BSON
import Foundation
import Testing

@Suite("Dates keep their milliseconds")
struct DateTests {
    private struct Holder: Codable, Equatable { var at: Date }

    static let milliseconds: [Int64] = [
        0, 1, -1, 999, -999, 1_000, -1_001, 1_700_000_000_123, -62_135_596_800_000, 253_402_300_799_999, 1_234_567_890_001, .min, .max,
    ]

    @Test("Any millisecond survives, before 1970 too", arguments: milliseconds)
    func roundTrip(_ milliseconds: Int64) throws {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
        let document = try BSONEncoder().encode(Holder(at: date))
        let expected: [UInt8] = [17, 0, 0, 0, 9, 0x61, 0x74, 0] + withUnsafeBytes(of: milliseconds.littleEndian) { Array($0) } + [0]
        #expect(document.bytes == expected)
        #expect(try BSONDecoder().decode(Holder.self, from: document).at == date)
        #expect(BSONDocument(["at": .date(date)].map { ($0.key, $0.value) }) == document)
    }

    @Test("Finer times are rounded to the nearest")
    func rounding() throws {
        let document: BSONDocument = ["a": .date(Date(timeIntervalSince1970: 1.0006)), "b": .date(Date(timeIntervalSince1970: -1.0006))]
        #expect(document["a"]?.date == Date(timeIntervalSince1970: 1.001))
        #expect(document["b"]?.date == Date(timeIntervalSince1970: -1.001))
    }

    @Test("What 64 bits cannot hold is refused or clamped", arguments: [Double.infinity, -.infinity, 1e300, -1e300])
    func extremes(_ seconds: Double) throws {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(Holder(at: date)) }
        let document: BSONDocument = ["at": .date(date)]
        #expect(try BSONDocument(validating: document.bytes)["at"] != nil)
    }

    @Test("A date that is no number does not trap")
    func notANumber() {
        let document: BSONDocument = ["at": .date(Date(timeIntervalSince1970: .nan))]
        #expect(document["at"]?.date != nil)
        #expect(throws: EncodingError.self) { try BSONEncoder().encode(Holder(at: Date(timeIntervalSince1970: .nan))) }
    }
}
