import Foundation

/// Types that have a BSON type of their own, or are so common that they skip the detour through `Codable`.
enum CodableValue {
    /// The BSON value of `value`, or `nil` when it must encode itself.
    static func value<T>(of value: T) -> BSONValue? {
        if T.self == String.self { return (value as? String).map(BSONValue.string) }
        if T.self == Date.self { return (value as? Date).flatMap { BSONDate.milliseconds($0) == nil ? nil : .date($0) } }
        if T.self == Int.self { return (value as? Int).map { .int64(Int64($0)) } }
        if T.self == Data.self { return (value as? Data).map { .binary(subtype: 0, bytes: [UInt8]($0)) } }
        if T.self == BSONDocument.self { return (value as? BSONDocument).map(BSONValue.document) }
        if T.self == BSONValue.self { return value as? BSONValue }
        if T.self == BSONObjectID.self { return (value as? BSONObjectID).map(BSONValue.objectID) }
        if T.self == BSONDecimal128.self { return (value as? BSONDecimal128).map(BSONValue.decimal128) }
        if T.self == URL.self { return (value as? URL).map { .string($0.absoluteString) } }
        return nil
    }

    /// Whether `type` is one of those that `value(of:)` knows.
    static func isKnown<T>(_ type: T.Type) -> Bool {
        T.self == String.self || T.self == Date.self || T.self == Int.self || T.self == Data.self || T.self == BSONDocument.self
            || T.self == BSONValue.self || T.self == BSONObjectID.self || T.self == BSONDecimal128.self || T.self == URL.self
    }

    /// `value` as a `T` that is one of those known; `nil` when it has another type.
    static func decode<T>(_ type: T.Type, from value: BSONValue) -> T? {
        if T.self == BSONValue.self { return value as? T }
        switch value {
        case .string(let text), .symbol(let text): return T.self == URL.self ? URL(string: text) as? T : text as? T
        case .date(let date): return date as? T
        case .int32, .int64, .double: return value.int as? T
        case .binary(_, let bytes): return Data(bytes) as? T
        case .document(let document): return document as? T
        case .objectID(let id): return id as? T
        case .decimal128(let decimal): return decimal as? T
        default: return nil
        }
    }
}
