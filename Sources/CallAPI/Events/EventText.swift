/// What an event stream is written in (WHATWG HTML, *Server-sent events*): lines, an empty one after each event.
enum EventText {
    /// An event. Without a `name` it is a `message`; what has several lines is several fields.
    static func event(_ name: String? = nil, id: String? = nil, data: String) -> String {
        var text = ""
        if let id { text += "id: \(id)\n" }
        if let name { text += "event: \(name)\n" }
        for line in lines(data) { text += "data: \(line)\n" }
        return text + "\n"
    }

    /// A line ends with a line feed, a carriage return, or both; nearly always there is one. What else Unicode holds to be an end of line is none here.
    private static func lines(_ data: String) -> [Substring] {
        guard data.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else { return [data[...]] }
        return data.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
    }

    /// A sign of life that moves the last id on: a comment, and an event without data, which is not dispatched.
    static func heartbeat(id: String) -> String { ":\nid: \(id)\n\n" }

    /// Milliseconds after which a client that was cut off comes again.
    static func retry(_ milliseconds: Int) -> String { "retry: \(milliseconds)\n" }
}
