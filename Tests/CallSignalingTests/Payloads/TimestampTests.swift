import Foundation
import Testing

@testable import CallSignaling

@Suite("Timestamps written straight are those of Foundation")
struct TimestampTests {
    private static func isSame(_ date: Date) -> Bool { Timestamp(date).text == Timestamp(date).formatted }

    @Test("at any instant from 1600 to 9999")
    func instants() {
        var dice = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let date = Date(timeIntervalSince1970: .random(in: -11_676_096_000..<253_402_300_799, using: &dice))
            #expect(Self.isSame(date), "\(date.timeIntervalSinceReferenceDate)")
        }
    }

    @Test("on each day of 400 years, and where a millisecond, a day, a month, a year begins")
    func days() {
        for day in 0..<146_098 {
            let midnight = Date(timeIntervalSince1970: Double(day - 73_000) * 86_400)
            #expect(Self.isSame(midnight) && Self.isSame(midnight - 0.001) && Self.isSame(midnight - 0.000_4), "\(midnight)")
        }
    }

    @Test("and are told by Foundation in other years", arguments: [-62_167_219_201, -11_676_096_001, 253_402_300_800, 1e15])
    func others(seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(TimestampText(date) == nil)
        #expect(Self.isSame(date))
    }

    @Test("are known instants")
    func known() {
        #expect(Timestamp(Date(timeIntervalSince1970: 0)).text == "1970-01-01T00:00:00.000Z")
        #expect(Timestamp(Date(timeIntervalSince1970: 951_782_400.125)).text == "2000-02-29T00:00:00.125Z")
    }
}
