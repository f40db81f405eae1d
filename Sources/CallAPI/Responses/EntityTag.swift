/// What tells an answer from others of the same address (RFC 9110, 8.8.3), and how long it may be gone by. A weak one: answers of the same tag mean the same.
struct EntityTag: Hashable, Sendable {
    let version: String
    /// Seconds.
    let maximumAge: Int

    /// As in a header.
    var text: String { "W/\"\(version)\"" }

    /// The header `Cache-Control`: for the asker alone.
    var cacheControl: String { "private, max-age=\(maximumAge)" }

    /// Whether the value of an `If-None-Match` names it (RFC 9110, 13.1.2), compared weakly.
    func isNamed(by header: String) -> Bool {
        header.split(separator: ",").contains { part in
            let tag = part.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return tag == "*" || tag == text || tag == "\"\(version)\""
        }
    }
}
