import HTTPTypes

/// The header `Idempotency-Key`: 1–128 printable ASCII characters without blanks at the ends, as they are or as a quoted string
/// (draft-ietf-httpapi-idempotency-key-header, RFC 9651 3.3.3). Both forms of a key are the same key.
enum IdempotencyKey {
    static let maximumLength = 128

    /// The key in a request's headers; nil where there is none. Throws `invalid_parameter`.
    static func read(_ headers: HTTPFields) throws -> String? {
        guard let name = HTTPField.Name.idempotencyKey else { return nil }
        let values = headers[values: name]
        guard values.count <= 1 else { throw refusal("stand there once") }
        guard let value = values.first else { return nil }
        guard let key = value.hasPrefix("\"") ? unquoted(value) : value, isWellFormed(key) else {
            throw refusal("have 1 to \(maximumLength) printable ASCII characters, without blanks at the ends")
        }
        return key
    }

    private static func isWellFormed(_ key: String) -> Bool {
        let isPrintable = key.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        return isPrintable && (1...maximumLength).contains(key.utf8.count) && !key.hasPrefix(" ") && !key.hasSuffix(" ")
    }

    /// What stands between the quotation marks; nil when it is not one quoted string.
    private static func unquoted(_ value: String) -> String? {
        guard value.utf8.count >= 2, value.hasSuffix("\"") else { return nil }
        var text = ""
        var isEscaped = false
        for character in value.dropFirst().dropLast() {
            if isEscaped {
                guard character == "\"" || character == "\\" else { return nil }
                text.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                guard character != "\"" else { return nil }
                text.append(character)
            }
        }
        return isEscaped ? nil : text
    }

    private static func refusal(_ rule: String) -> Problem { Problem(.invalidParameter, "The header Idempotency-Key must \(rule).") }
}
