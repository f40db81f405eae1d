import CallSignaling
import Foundation

/// The few fields of a signal that a load run needs, found without decoding the JSON: signals are many, and the machine is the service's too.
///
/// For payloads that the service published itself: an object with plain keys, each at most once.
struct SignalScan {
    let callID: CallID
    let type: SignalType
    let signalID: String

    /// Nil where one of them is missing, as in what apps publish.
    init?(_ payload: [UInt8]) {
        let fields = payload.withUnsafeBytes { bytes -> (String, String, String)? in
            guard let call = Self.text("\"call_id\":\"", in: bytes), let type = Self.text("\"type\":\"", in: bytes),
                let signal = Self.text("\"signal_id\":\"", in: bytes)
            else { return nil }
            return (call, type, signal)
        }
        guard let fields, let type = SignalType(rawValue: fields.1) else { return nil }
        callID = CallID(fields.0)
        self.type = type
        signalID = fields.2
    }

    /// The text after `key`, which is written `"key":"`, up to the next quote.
    static func text(_ key: StaticString, in bytes: UnsafeRawBufferPointer) -> String? {
        guard let start = bytes.baseAddress else { return nil }
        let quote = Int32(UInt8(ascii: "\""))
        let length = key.utf8CodeUnitCount
        var offset = 0
        while offset + length < bytes.count, let found = memchr(start + offset, quote, bytes.count - offset - length) {
            let position = UnsafeRawPointer(found) - start
            if memcmp(found, key.utf8Start, length) == 0 {
                let text = bytes[(position + length)...]
                return text.firstIndex(of: UInt8(ascii: "\"")).map { String(decoding: text[..<$0], as: UTF8.self) }
            }
            offset = position + 1
        }
        return nil
    }
}
