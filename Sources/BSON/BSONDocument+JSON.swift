import CMongoC

extension BSONDocument: CustomStringConvertible {
    /// Relaxed extended JSON by libbson (`bson_as_relaxed_extended_json`), for printing. Empty when libbson refuses the bytes.
    public var relaxedJSON: String {
        var length = 0
        guard let text = cmongo_json(bytes, bytes.count, &length) else { return "" }
        defer { bson_free(text) }
        return String(cString: text)
    }

    /// The document as JSON.
    public var description: String { relaxedJSON }
}
