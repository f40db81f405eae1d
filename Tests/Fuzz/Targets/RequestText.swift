import HTTPTypes

/// A request as an input: a line of method and path, header fields, an empty line, a body.
struct RequestText {
    let method: HTTPRequest.Method
    let path: String
    let fields: HTTPFields
    let body: [UInt8]

    /// Reads an input. Whatever cannot come through HTTP's own parser is left out: controls in the path, fields that are none.
    init(_ input: [UInt8]) {
        let end = input.firstRange(of: [0x0A, 0x0A])
        let lines = input[..<(end?.lowerBound ?? input.endIndex)].split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        let words = (lines.first ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        method = words.first.flatMap { HTTPRequest.Method($0) } ?? .get
        let path = String(decoding: (words.dropFirst().first ?? "").utf8.filter { (0x21...0x7E).contains($0) }, as: UTF8.self)
        self.path = path.hasPrefix("/") ? path : "/\(path)"
        var fields = HTTPFields()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])), HTTPField.isValidValue(String(parts[1])) else { continue }
            fields.append(HTTPField(name: name, value: String(parts[1].drop { $0 == " " })))
        }
        self.fields = fields
        body = end.map { Array(input[$0.upperBound...]) } ?? []
    }

    /// The input of a request.
    static func input(_ line: String, fields: String = "", body: [UInt8]) -> [UInt8] {
        Array("\(line)\n\(fields)\n\n".utf8.filter { $0 != 0 }) + body
    }
}
