/// A decimal floating point number of 128 bits (IEEE 754-2008), carried but not computed with.
public struct BSONDecimal128: Sendable, Hashable {
    /// The lower 64 bits.
    public let low: UInt64
    /// The upper 64 bits.
    public let high: UInt64

    /// Makes a number of its bits.
    public init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }
}
