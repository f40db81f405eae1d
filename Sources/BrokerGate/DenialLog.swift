import FoundationEssentials
import TopicAccess

/// What is logged of refusals: who, what and why, with ids shortened; so many lines in a while, and then how many more there were.
struct DenialLog {
    /// Most lines in one window.
    static let limit = 20
    /// Length of a window, seconds.
    static let window = 10.0

    private var windowStart = Date.distantPast
    private var written = 0
    private var suppressed = 0

    /// What was refused to somebody.
    struct Refusal {
        let what: String
        let why: Denial
        let clientID: String
        let userName: String?
        var topic: String?
    }

    /// The line for a refusal; nil if there have been enough of late.
    mutating func line(for refusal: Refusal, at now: Date) -> String? {
        var untold = ""
        if now.timeIntervalSince(windowStart) >= Self.window {
            windowStart = now
            written = 0
            untold = suppressed > 0 ? " (after \(suppressed) more)" : ""
            suppressed = 0
        }
        guard written < Self.limit else {
            suppressed += 1
            return nil
        }
        written += 1
        let user = refusal.userName.map { " user=\(Self.shortened($0))" } ?? ""
        let topic = refusal.topic.map { " topic=\(Self.shortenedTopic($0))" } ?? ""
        return "Refused \(refusal.what): \(refusal.why.rawValue) client=\(Self.shortened(refusal.clientID))\(user)\(topic)\(untold)"
    }

    /// How many refusals were not written, once their window is over; nil if none.
    mutating func summary(at now: Date) -> String? {
        guard suppressed > 0, now.timeIntervalSince(windowStart) >= Self.window else { return nil }
        defer { suppressed = 0 }
        return "Refused \(suppressed) more times"
    }

    /// The beginning of an id: at most eight characters, and at most half of it. What could disturb a log is shown as `?`.
    static func shortened(_ id: String) -> String {
        let bytes = id.utf8
        return String(String.UnicodeScalarView(bytes.prefix(min(8, bytes.count / 2)).map(printable))) + "…"
    }

    /// A topic whose ids are shortened: words of our topics and wildcards are shown whole.
    static func shortenedTopic(_ topic: String) -> String {
        let levels = topic.split(separator: "/" as Character, maxSplits: 8, omittingEmptySubsequences: false)
        return levels.map { words.contains($0) ? String($0) : $0.isEmpty ? "" : shortened(String($0)) }.joined(separator: "/")
    }

    private static let words: Set<Substring> = [
        "faithflow", "member", "call", "presence", "incoming_call", "call_status", "signal", "participants", "+", "#", "$share", "$SYS",
    ]

    private static func printable(_ byte: UInt8) -> Unicode.Scalar {
        byte > 0x20 && byte < 0x7F ? Unicode.Scalar(byte) : "?"
    }
}
