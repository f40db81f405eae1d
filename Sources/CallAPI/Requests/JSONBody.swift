import FoundationEssentials
import HTTPTypes
import Hummingbird

/// A request's body, read in full, that should be JSON.
struct JSONBody: Sendable {
    private let contentType: String?
    let bytes: ByteBuffer

    /// Reads the body; throws `body_too_large`, before reading where the length is announced.
    init(_ request: Request, limit: Int) async throws {
        contentType = request.headers[.contentType]
        let tooLarge = Problem(.bodyTooLarge, "The body is larger than \(limit) bytes.")
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit { throw tooLarge }
        do {
            bytes = try await request.body.collect(upTo: limit)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw tooLarge
        } catch {
            throw Problem(.badRequest, "The body could not be read to its end.")
        }
    }

    /// Whether there is none.
    var isEmpty: Bool { bytes.readableBytes == 0 }

    /// What it says; it may be absent, empty or `null`.
    func decodeIfPresent<Body: Decodable>(_ type: Body.Type) throws -> Body? { isEmpty ? nil : try decode(Body?.self) }

    /// What it says; it must be there.
    func decode<Body: Decodable>(_ type: Body.Type = Body.self) throws -> Body {
        guard !isEmpty else { throw Problem(.invalidJSON, "The body is empty; it must be a JSON object.") }
        if let contentType, !Self.isJSON(contentType) {
            throw Problem(.unsupportedMediaType, "The body must be JSON, with the content type application/json.")
        }
        let text = [UInt8](bytes.readableBytesView)
        do {
            try StrictJSON.check(text)
            return try JSONDecoder().decode(Body.self, from: Data(text))
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
