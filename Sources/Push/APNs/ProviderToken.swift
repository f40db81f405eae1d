import FoundationEssentials
import Synchronization

/// The provider token in use. Apple wants one for 20 to 60 minutes: it refuses older ones, and whoever makes them more often. Safe to use from anywhere.
final class ProviderToken: Sendable {
    /// How long one is used, seconds; Apple's limit is an hour, and clocks differ.
    static let lifetime = 3_000.0
    /// How long at least, seconds, even if Apple takes it for too old.
    static let shortestLife = 1_260.0

    private struct Issued {
        let text: String
        let date: Date
    }

    private let credentials: APNsCredentials
    private let issued = Mutex<Issued?>(nil)

    init(_ credentials: APNsCredentials) { self.credentials = credentials }

    /// The token to use at `now`. One from the future, made before the clock was set back, is none.
    func text(at now: Date) throws -> String {
        try issued.withLock { issued in
            if let issued, (0..<Self.lifetime).contains(now.timeIntervalSince(issued.date)) { return issued.text }
            let text = try credentials.token(at: now)
            issued = Issued(text: text, date: now)
            return text
        }
    }

    /// Apple has refused `text` as too old: makes the next one, unless it would be too soon. Whether there is another one now.
    func renew(_ text: String, at now: Date) -> Bool {
        issued.withLock { issued in
            guard let current = issued, current.text == text else { return true }
            guard !(0..<Self.shortestLife).contains(now.timeIntervalSince(current.date)) else { return false }
            issued = nil
            return true
        }
    }
}
