import FoundationEssentials
import Hummingbird

/// The body of a request, read in full.
struct JSONBody: Sendable {
    /// Its bytes.
    let bytes: ByteBuffer
    /// What the request says it is; nil where it says nothing.
    let contentType: String?

    /// What it says; it must be there.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard bytes.readableBytes > 0 else { throw Problem(.invalidJSON, "The body is empty; it must be a JSON object.") }
        return try decode()
    }

    /// What it says; it may be absent, empty or `null`.
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type) throws -> Value? {
        bytes.readableBytes > 0 ? try decode() as Value? : nil
    }

    private func decode<Value: Decodable>() throws -> Value {
        if let contentType, !Self.isJSON(contentType) {
            throw Problem(.unsupportedMediaType, "The body must be JSON, with the content type application/json.")
        }
        let bytes = [UInt8](bytes.readableBytesView)
        do {
            try StrictJSON.check(bytes)
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch StrictJSON.Flaw.repeatedName {
            throw Problem(.invalidJSON, "The body names a key twice.")
        } catch is StrictJSON.Flaw {
            throw Problem(.invalidJSON, "The body is not valid JSON.")
        } catch let error as DecodingError {
            guard case .dataCorrupted = error else { throw Problem(.invalidBody, "The body must be a JSON object.") }
            throw Problem(.invalidJSON, "The body is not valid JSON.")
        }
    }

    private static func isJSON(_ type: String) -> Bool {
        type.split { $0 == ";" || $0.isWhitespace }.first?.lowercased() == "application/json"
    }
}
