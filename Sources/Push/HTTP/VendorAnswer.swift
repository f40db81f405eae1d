import FoundationEssentials

/// A vendor's answer.
struct VendorAnswer: Sendable {
    /// Longest name of an error that is passed on.
    private static let longestCode = 64

    let status: Int
    /// `Retry-After` in seconds.
    let retryAfter: Double?
    let body: Data

    /// The body as `type`; nil where it is something else.
    func decoded<Body: Decodable>(as type: Body.Type) -> Body? {
        try? JSONDecoder().decode(type, from: body)  // whoever stands in between answers in his own way
    }

    /// The status and the vendor's name for what is wrong, for logs: of the answer's texts only this, as others may repeat what was sent.
    func reason(_ code: String?) -> String {
        guard let code, code.utf8.count <= Self.longestCode, code.utf8.allSatisfy(\.isNameByte) else { return "status \(status)" }
        return "status \(status) \(code)"
    }

    /// What a status means that has no meaning of its own with the vendor: the server's fault passes, ours does not.
    func result(_ code: String? = nil) -> PushResult {
        switch status {
        case 200...299: .delivered
        case 408, 429, 500...599: .retry(after: retryAfter, reason: reason(code))
        default: .rejected(reason: reason(code))
        }
    }
}

extension UInt8 {
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: self == UInt8(ascii: "_")
        }
    }
}
