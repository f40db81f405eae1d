import Foundation

/// BSON dates count milliseconds since 1970 in 64 bits, negative before.
enum BSONDate {
    /// The nearest millisecond; `nil` for moments that 64 bits cannot hold. A `Date` cannot tell the last of them from the one after it.
    static func milliseconds(_ date: Date) -> Int64? {
        let milliseconds = (date.timeIntervalSince1970 * 1_000).rounded()
        return milliseconds == 0x1p63 ? .max : Int64(exactly: milliseconds)
    }

    /// The nearest millisecond, clamped to what 64 bits hold.
    static func clampedMilliseconds(_ date: Date) -> Int64 {
        milliseconds(date) ?? (date.timeIntervalSince1970 > 0 ? .max : .min)
    }

    static func date(_ milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }
}
