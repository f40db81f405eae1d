import BSON
import Foundation

/// One value of every BSON type, and the borders of some.
enum SampleValues {
    static let all: [BSONValue] =
        [
            .double(3.25), .double(-0.0), .double(.infinity), .string(""), .string("Grüße 👋"), .string("a\0b"), .document([:]),
            .document(["a": ["b": ["c": 1]]]), .array([]), .array([1, "two", [3.5, nil], ["four": true]]), .binary(subtype: 0, bytes: []),
            .binary(subtype: 2, bytes: [1, 2]), .binary(subtype: 4, bytes: Array(0..<16)), .binary(subtype: 0x80, bytes: [0xFF]),
            .bool(true), .bool(false), .date(Date(timeIntervalSince1970: 0)), .date(Date(timeIntervalSince1970: -1.5)), .null,
            .regularExpression(pattern: "^a.*", options: "im"), .int32(.min), .int32(.max), .int64(.min), .int64(.max),
            .timestamp(seconds: 1_700_000_000, increment: 7), .decimal128(BSONDecimal128(low: 1, high: 0x3040_0000_0000_0000)),
            .javaScript("x => 1"), .javaScriptWithScope("x", scope: ["x": 1]), .symbol("s"), .undefined, .minKey, .maxKey,
        ] + ids

    private static let ids: [BSONValue] =
        BSONObjectID(hex: "0123456789abcdef01234567").map { [.objectID($0), .dbPointer("db.c", $0)] } ?? []
}
