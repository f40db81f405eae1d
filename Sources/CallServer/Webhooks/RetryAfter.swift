import Foundation

/// The header field `Retry-After` (RFC 9110, 10.2.3).
enum RetryAfter {
    /// Seconds from now; nil for what is neither a number nor a date.
    static func seconds(_ text: String) -> Double? { seconds(text, at: Date()) }

    /// Seconds from `now`.
    static func seconds(_ text: String, at now: Date) -> Double? {
        if let seconds = Int(text) { return seconds >= 0 ? Double(seconds) : nil }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: text).map { max(0, $0.timeIntervalSince(now)) }
    }
}
