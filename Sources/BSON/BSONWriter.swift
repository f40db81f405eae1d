/// Appends BSON to one growing buffer. Knows the layout of each value, not where documents begin and end.
struct BSONWriter {
    var bytes: [UInt8] = []

    mutating func integer<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func text(_ value: String) {
        let copied: Void? = value.utf8.withContiguousStorageIfAvailable { bytes.append(contentsOf: $0) }
        if copied == nil { bytes.append(contentsOf: value.utf8) }
    }

    /// A length, the text, and a closing zero.
    mutating func string(_ value: String) {
        integer(Int32(truncatingIfNeeded: value.utf8.count + 1))
        text(value)
        bytes.append(0)
    }

    /// Text up to a closing zero, which it therefore cannot contain.
    mutating func zeroTerminated(_ value: String) {
        if value.utf8.contains(0) {
            text(String(value.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : Character($0) }))
        } else {
            text(value)
        }
        bytes.append(0)
    }

    mutating func binary(_ value: some Collection<UInt8>, subtype: UInt8) {
        // Subtype 2 repeats the length inside, see bsonspec.org.
        let isOld = subtype == 2
        integer(Int32(truncatingIfNeeded: value.count + (isOld ? 4 : 0)))
        bytes.append(subtype)
        if isOld { integer(Int32(truncatingIfNeeded: value.count)) }
        bytes.append(contentsOf: value)
    }

    /// Writes a placeholder for a length; the result goes to `end`.
    mutating func begin() -> Int {
        integer(Int32(0))
        return bytes.count - 4
    }

    /// Closes the document that began at `start`.
    mutating func end(_ start: Int) {
        bytes.append(0)
        patchLength(start)
    }

    mutating func patchLength(_ start: Int) {
        let length = UInt32(truncatingIfNeeded: bytes.count - start)
        for index in 0..<4 { bytes[start + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index))) }
    }

    /// The key of an array's element: its index in decimal.
    mutating func index(_ value: Int) {
        if value < 10 {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: value))
        } else {
            bytes.append(contentsOf: String(value).utf8)
        }
        bytes.append(0)
    }
}
