import FoundationEssentials

/// `Retry-After` (RFC 9110, 10.2.3).
enum RetryAfter {
    /// Longest wait that is believed, seconds.
    private static let longest = 86_400.0

    /// The seconds that a field's value tells to wait: a number, or a date held against `now`. Nil where it is neither.
    static func seconds(_ text: String?, at now: Date) -> Double? {
        guard let text else { return nil }
        if let number = Int(text) { return number >= 0 ? min(Double(number), longest) : nil }
        guard let date = date(text) else { return nil }
        return min(max(0, date.timeIntervalSince(now)), longest)
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// A date as HTTP writes it, such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
    private static func date(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(where: { $0 == parts[2] }) else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return try? Date("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z", strategy: .iso8601)  // no date: as good as no field
    }
}
