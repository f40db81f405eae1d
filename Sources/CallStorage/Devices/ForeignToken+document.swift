import BSON
import CallControl
import FoundationEssentials

/// A document of the main backend in `device_tokens`. What it has beside the fields that the contract fixes may be there or not, as a date or as text.
extension ForeignToken {
    private static let made = "created_at"
    /// Any of them may be how the main backend notes that an app has registered its token again.
    private static let renewed = ["updated_at", "registered_at", "last_used_at", "last_used", "last_seen_at", "last_seen"]

    /// The token of a document; nil where its `fcm_token` is none of Expo's.
    init?(document: BSONDocument) {
        guard let token = document["fcm_token"]?.string.flatMap({ PushToken(validating: $0, kind: .expo) }) else { return nil }
        device = PushDevice(token, deviceID: nil)
        madeAt = [document[Self.made]?.moment, document["_id"]?.objectID?.date].compactMap(\.self).max()
        renewedAt = Self.renewed.compactMap { document[$0]?.moment }.max()
    }
}

extension BSONObjectID {
    /// When it was made: its first four bytes are seconds since 1970.
    fileprivate var date: Date { Date(timeIntervalSince1970: bytes.prefix(4).reduce(0) { $0 * 256 + Double($1) }) }
}

extension BSONValue {
    /// The date that is there, or that its text says.
    fileprivate var moment: Date? { date ?? string.flatMap(Date.init(python:)) }
}

extension Date {
    /// A date in ISO 8601 as Python writes it: `T` or a blank in its middle, with or without a fraction and an offset. Without one it is taken for UTC.
    fileprivate init?(python text: String) {
        let head = text.prefix(19).replacing(" ", with: "T")
        var tail = text.dropFirst(19)
        var fraction = 0.0
        if tail.first == "." {
            let digits = tail.dropFirst().prefix { $0.isASCII && $0.isNumber }
            fraction = Double("0.\(digits)") ?? 0
            tail = tail.dropFirst(1 + digits.count)
        }
        let zone = tail.isEmpty ? "Z" : tail
        guard let date = try? Date("\(head)\(zone)", strategy: .iso8601) else { return nil }  // no date: as good as no field
        self = date.addingTimeInterval(fraction)
    }
}
