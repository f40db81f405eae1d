import FoundationEssentials

extension Data {
    /// Base64url without padding (RFC 7515, 2).
    var base64URL: String {
        let bytes = base64EncodedData().lazy.filter { $0 != UInt8(ascii: "=") }.map { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
        return String(decoding: Array(bytes), as: UTF8.self)
    }
}
