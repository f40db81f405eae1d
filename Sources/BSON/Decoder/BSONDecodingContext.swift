/// What all containers of one decoding share.
final class BSONDecodingContext {
    let reader: BSONReader
    let userInfo: [CodingUserInfoKey: any Sendable]

    init(reader: BSONReader, userInfo: [CodingUserInfoKey: any Sendable]) {
        self.reader = reader
        self.userInfo = userInfo
    }

    /// Finds the elements of the document or array at `range`, without reading their values.
    func elements(in range: Range<Int>) throws(BSONError) -> [BSONReader.Element] {
        let body = try reader.body(at: range.lowerBound, limit: range.upperBound)
        var elements: [BSONReader.Element] = []
        elements.reserveCapacity(min(body.count / 8, 48))
        var offset = body.lowerBound
        while offset < body.upperBound {
            let element = try reader.element(at: offset, end: body.upperBound)
            elements.append(element)
            offset = element.value.upperBound
        }
        return elements
    }
}
