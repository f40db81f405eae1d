import ArgumentParser
import Foundation

/// A moment, from the command line.
struct CommandDate: ExpressibleByArgument, Sendable, Hashable {
    let date: Date

    /// A day, from its beginning in UTC, or a moment (ISO 8601).
    init?(argument: String) {
        let text = argument.count == 10 ? "\(argument)T00:00:00Z" : argument
        guard let date = try? Date(text, strategy: .iso8601) else { return nil }  // the parser says what is wrong
        self.date = date
    }
}
