public import Foundation

/// One BSON value of any type (bsonspec.org 1.1).
///
/// Equality is of type and content: `.int32(1)` and `.int64(1)` differ. Use `int` and its like to read numbers of any width.
public enum BSONValue: Sendable, Equatable {
    /// A 64-bit floating point number.
    case double(Double)
    /// UTF-8 text.
    case string(String)
    /// An embedded document.
    case document(BSONDocument)
    /// A list of values.
    case array([BSONValue])
    /// Bytes with their subtype (0 generic, 4 UUID).
    case binary(subtype: UInt8, bytes: [UInt8])
    /// An object id.
    case objectID(BSONObjectID)
    /// A truth value.
    case bool(Bool)
    /// A moment, kept to the millisecond. Moments beyond 64 bits of milliseconds are clamped.
    case date(Date)
    /// No value.
    case null
    /// A PCRE pattern and its option letters; U+0000 in either is written as U+FFFD.
    case regularExpression(pattern: String, options: String)
    /// A 32-bit integer.
    case int32(Int32)
    /// A 64-bit integer.
    case int64(Int64)
    /// MongoDB's internal replication time: seconds since 1970, and a counter within the second.
    case timestamp(seconds: UInt32, increment: UInt32)
    /// A decimal floating point number.
    case decimal128(BSONDecimal128)
    /// JavaScript source.
    case javaScript(String)
    /// JavaScript source with variables. Deprecated by the format.
    case javaScriptWithScope(String, scope: BSONDocument)
    /// A symbol. Deprecated by the format.
    case symbol(String)
    /// Undefined. Deprecated by the format.
    case undefined
    /// A reference to a document of another collection. Deprecated by the format.
    case dbPointer(String, BSONObjectID)
    /// Sorts before every other value.
    case minKey
    /// Sorts after every other value.
    case maxKey

    var type: BSONType {
        switch self {
        case .double: .double
        case .string: .string
        case .document: .document
        case .array: .array
        case .binary: .binary
        case .objectID: .objectID
        case .bool: .bool
        case .date: .date
        case .null: .null
        case .regularExpression: .regularExpression
        case .int32: .int32
        case .int64: .int64
        case .timestamp: .timestamp
        case .decimal128: .decimal128
        case .javaScript: .javaScript
        case .javaScriptWithScope: .javaScriptWithScope
        case .symbol: .symbol
        case .undefined: .undefined
        case .dbPointer: .dbPointer
        case .minKey: .minKey
        case .maxKey: .maxKey
        }
    }
}
