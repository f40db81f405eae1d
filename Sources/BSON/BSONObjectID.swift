/// The twelve bytes of an object id.
public struct BSONObjectID: Sendable, Hashable {
    /// Exactly twelve bytes.
    public let bytes: [UInt8]

    /// Makes an id of its bytes; `nil` when they are not twelve.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 12 else { return nil }
        self.bytes = bytes
    }

    /// Makes an id of 24 hexadecimal digits; `nil` for anything else.
    public init?(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        guard hex.utf8.count == 24, digits.count == 24 else { return nil }
        bytes = stride(from: 0, to: 24, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }

    /// The id as 24 lowercase hexadecimal digits.
    public var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension BSONObjectID: CustomStringConvertible {
    /// The hexadecimal digits.
    public var description: String { hex }
}
