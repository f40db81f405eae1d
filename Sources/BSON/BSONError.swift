/// Why bytes are not a BSON document, or a value cannot be one.
public enum BSONError: Error, Sendable, Equatable {
    /// The bytes at `offset` break the format; `reason` says how.
    case malformed(reason: String, offset: Int)
    /// Longer than any document the library may carry (48 MB, the limit of a MongoDB message).
    case tooLarge(bytes: Int)
    /// Nested deeper than 200 levels, the server's own limit.
    case tooDeep(offset: Int)
}

extension BSONError: CustomStringConvertible {
    /// The error in words.
    public var description: String {
        switch self {
        case .malformed(let reason, let offset): "malformed BSON at byte \(offset): \(reason)"
        case .tooLarge(let bytes): "BSON of \(bytes) bytes is too large"
        case .tooDeep(let offset): "BSON is nested too deeply at byte \(offset)"
        }
    }
}
