public import Foundation

extension BSONValue {
    /// The text of a string or symbol.
    public var string: String? {
        switch self {
        case .string(let value), .symbol(let value): value
        default: nil
        }
    }

    /// The integer of an `int32`, an `int64`, or a `double` that is exactly one.
    public var int: Int? {
        switch self {
        case .int32(let value): Int(value)
        case .int64(let value): Int(exactly: value)
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number of a `double`, an `int32`, or an `int64` that a double holds exactly.
    public var double: Double? {
        switch self {
        case .double(let value): value
        case .int32(let value): Double(value)
        case .int64(let value): Double(exactly: value)
        default: nil
        }
    }

    /// The truth value of a `bool`.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The moment of a `date`.
    public var date: Date? {
        if case .date(let value) = self { value } else { nil }
    }

    /// The embedded document.
    public var document: BSONDocument? {
        if case .document(let value) = self { value } else { nil }
    }

    /// The list of values.
    public var array: [BSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The bytes of a `binary` of any subtype.
    public var binary: [UInt8]? {
        if case .binary(_, let value) = self { value } else { nil }
    }

    /// The object id.
    public var objectID: BSONObjectID? {
        if case .objectID(let value) = self { value } else { nil }
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }
}
