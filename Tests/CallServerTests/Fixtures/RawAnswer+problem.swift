import Foundation
import TestSupport
import Testing

@testable import CallServer

extension RawAnswer {
    /// Checks that this is a well-made problem document, with all headers that every answer has.
    func expectProblem(_ status: Int, _ code: String, _ note: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(self.status == status, note, sourceLocation: sourceLocation)
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(body.utf8))
        #expect(json["code"]?.text == code, note, sourceLocation: sourceLocation)
        #expect(json["detail"]?.text?.hasSuffix(".") == true, note, sourceLocation: sourceLocation)
        #expect(json["type"]?.text == "urn:faithflow:problem:\(code)", note, sourceLocation: sourceLocation)
        #expect(headers["content-type"] == "application/problem+json", note, sourceLocation: sourceLocation)
        expectSafetyHeaders(sourceLocation: sourceLocation)
    }

    /// Checks the headers of every answer.
    func expectSafetyHeaders(isSecure: Bool = false, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(headers["cache-control"] == "no-store", sourceLocation: sourceLocation)
        #expect(headers["x-content-type-options"] == "nosniff", sourceLocation: sourceLocation)
        #expect(headers["referrer-policy"] == "no-referrer", sourceLocation: sourceLocation)
        #expect(headers["content-security-policy"]?.contains("default-src 'none'") == true, sourceLocation: sourceLocation)
        #expect((headers["strict-transport-security"] != nil) == isSecure, sourceLocation: sourceLocation)
        #expect(headers["x-request-id"]?.isEmpty == false, sourceLocation: sourceLocation)
    }
}
