import CallControl
import FoundationEssentials
import HTTPTypes
import Hummingbird

extension Response {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// An answer of JSON; without a body where it is one of those that `known`, an `If-None-Match`, names.
    init(json answer: any AnswerBody, unless known: String?) throws {
        guard let tag = answer.entityTag else {
            try self.init(json: answer)
            return
        }
        if let known, tag.isNamed(by: known) {
            self.init(status: .notModified)
        } else {
            try self.init(json: answer)
        }
        headers[.eTag] = tag.text
        headers[.cacheControl] = tag.cacheControl
        headers[.vary] = "Authorization"
    }

    /// An answer of JSON.
    init(json answer: any AnswerBody, status: HTTPResponse.Status = .ok) throws {
        var json = JSONText()
        if answer.add(to: &json) {
            self.init(body: ByteBuffer(bytes: json.bytes), status)
        } else {
            try self.init(codable: answer, status)
        }
    }

    /// The same by way of `Codable`: the measure of the other.
    init(codable answer: any AnswerBody, _ status: HTTPResponse.Status = .ok) throws {
        self.init(body: ByteBuffer(bytes: try Self.encoder.encode(answer)), status)
    }

    private init(body: ByteBuffer, _ status: HTTPResponse.Status) {
        let headers: HTTPFields = [.contentType: "application/json", .contentLength: "\(body.readableBytes)"]
        self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
