/// The elements of a document in their order, read one by one.
public struct BSONElements: Sequence, Sendable {
    private let document: BSONDocument

    init(_ document: BSONDocument) { self.document = document }

    /// Starts at the first element.
    public func makeIterator() -> Iterator { Iterator(document) }

    /// A position among the elements.
    public struct Iterator: IteratorProtocol {
        private let reader: BSONReader
        private var rest: Range<Int>

        init(_ document: BSONDocument) {
            reader = BSONReader(bytes: document.bytes)
            rest = (try? reader.body(at: 0, limit: document.bytes.count)) ?? 0..<0  // documents are well-formed: see `BSONDocument`
        }

        /// The next element.
        public mutating func next() -> (key: String, value: BSONValue)? {
            guard let element = advance() else { return nil }
            guard let value = try? reader.value(element) else { return nil }  // well-formed, as above
            return (reader.text(element.key), value)
        }

        mutating func value(of key: String) -> BSONValue? {
            let wanted = key.utf8
            while let element = advance() {
                guard element.key.count == wanted.count, reader.bytes[element.key].elementsEqual(wanted) else { continue }
                return try? reader.value(element)  // well-formed, as above
            }
            return nil
        }

        private mutating func advance() -> BSONReader.Element? {
            guard !rest.isEmpty else { return nil }
            guard let element = try? reader.element(at: rest.lowerBound, end: rest.upperBound) else { return nil }  // as above
            rest = element.value.upperBound..<rest.upperBound
            return element
        }
    }
}

extension BSONDocument {
    /// The elements in their order.
    public var elements: BSONElements { BSONElements(self) }

    /// The keys in their order.
    public var keys: [String] { elements.map(\.key) }

    /// How many elements there are. Takes time in proportion to it.
    public var count: Int { elements.reduce(0) { count, _ in count + 1 } }
}
