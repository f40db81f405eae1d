/// Finds the elements of one document by key.
///
/// Decoding asks for keys mostly in the order in which they were encoded, so each search goes on where the last one ended.
final class BSONKeyIndex {
    let elements: [BSONReader.Element]
    private let reader: BSONReader
    @exclusivity(unchecked) private var next = 0  // used by one thread, never re-entered

    init(_ elements: [BSONReader.Element], reader: BSONReader) {
        self.elements = elements
        self.reader = reader
    }

    func element(_ key: String) -> BSONReader.Element? {
        var key = key
        return key.withUTF8 { wanted in
            reader.bytes.withUnsafeBytes { bytes in
                position(wanted, bytes).map { position in
                    next = position + 1
                    return elements[position]
                }
            }
        }
    }

    private func position(_ wanted: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeRawBufferPointer) -> Int? {
        let start = next < elements.count ? next : 0
        for position in start..<elements.count where matches(elements[position].key, wanted, bytes) { return position }
        for position in 0..<start where matches(elements[position].key, wanted, bytes) { return position }
        return nil
    }

    private func matches(_ key: Range<Int>, _ wanted: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard key.count == wanted.count else { return false }
        for index in 0..<wanted.count where bytes[key.lowerBound + index] != wanted[index] { return false }
        return true
    }
}
