import FoundationEssentials
import HTTPTypes
import Hummingbird

extension Response {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// An answer of JSON.
    init(json value: any Encodable, status: HTTPResponse.Status = .ok) throws {
        let body = try Self.encoder.encode(value)
        let headers: HTTPFields = [.contentType: "application/json", .contentLength: "\(body.count)"]
        self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
