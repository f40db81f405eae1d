public import CallSignaling
import FoundationEssentials

/// Payloads as JSON text, keys sorted so that the same signal always gives the same bytes.
public enum SignalJSON {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private static let decoder = JSONDecoder()

    /// The JSON text of `payload`.
    public static func encode(_ payload: SignalPayload) throws -> String {
        if let text = JSONText(payload)?.text { return text }
        return try encodeAsCodable(payload)
    }

    /// The JSON text by way of `Codable`: the measure of the other.
    static func encodeAsCodable(_ payload: SignalPayload) throws -> String { String(decoding: try encoder.encode(payload), as: UTF8.self) }

    /// The payload of a JSON text; throws `DecodingError` for anything else, an unknown type included.
    public static func decode(_ bytes: some Collection<UInt8>) throws -> SignalPayload {
        try decoder.decode(SignalPayload.self, from: Data(bytes))
    }
}
