public import FoundationEssentials

/// A date as payloads and answers carry it: ISO 8601, UTC, milliseconds, such as `2026-01-31T09:30:00.125Z`.
public struct Timestamp: Sendable, Hashable, Codable {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let wholeSeconds = Date.ISO8601FormatStyle()

    /// The date.
    public let date: Date

    /// A timestamp.
    public init(_ date: Date) { self.date = date }

    /// As text, to the nearest millisecond. The style cuts off what a `Double` falls short of it, hence the tenth on top.
    public var text: String { date.inMilliseconds.addingTimeInterval(0.000_1).formatted(Self.style) }

    /// Decodes with or without a fraction of seconds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = Self.date(from: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 timestamp: \(text)")
        }
        self.date = date
    }

    /// Encodes as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static func date(from text: String) -> Date? {
        if let date = try? style.parse(text) { return date.inMilliseconds }  // the other form is tried next
        return try? wholeSeconds.parse(text)  // nil says it is neither
    }
}

extension Date {
    /// Rounded to the millisecond, as storage and wire carry dates.
    public var inMilliseconds: Date {
        Date(timeIntervalSinceReferenceDate: (timeIntervalSinceReferenceDate * 1_000).rounded() / 1_000)
    }
}
