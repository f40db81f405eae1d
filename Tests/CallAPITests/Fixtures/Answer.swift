import Foundation
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing

/// What the service answered.
struct Answer: Sendable {
    let status: Int
    let body: String
    let json: JSONValue?
    private let response: TestResponse

    init(_ response: TestResponse) {
        self.response = response
        status = response.status.code
        body = String(buffer: response.body)
        if status >= 400 { SuiteOutput.note("\(status) \(response.headers) \(body)", in: "refusals") }
        json = try? JSONDecoder().decode(JSONValue.self, from: Data(body.utf8))  // nil for what is not JSON
    }

    func header(_ name: String) -> String? { response.headers.first { $0.name.canonicalName == name.lowercased() }?.value }

    subscript(key: String) -> JSONValue? { json?[key] }

    var callID: String { json?["call_id"]?.text ?? "" }
    var code: String? { json?["code"]?.text }
    var detail: String { json?["detail"]?.text ?? "" }

    /// Checks that this is a well-made problem document.
    func expectProblem(_ status: Int, _ code: String, _ note: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(self.status == status, note, sourceLocation: sourceLocation)
        #expect(self.code == code, note, sourceLocation: sourceLocation)
        #expect(json?["status"] == .number(Double(status)), note, sourceLocation: sourceLocation)
        #expect(json?["type"]?.text == "urn:faithflow:problem:\(code)", note, sourceLocation: sourceLocation)
        #expect(json?["title"]?.text?.isEmpty == false, note, sourceLocation: sourceLocation)
        #expect(detail.count > 10 && detail.hasSuffix("."), note, sourceLocation: sourceLocation)
        #expect(header("Content-Type") == "application/problem+json", note, sourceLocation: sourceLocation)
    }
}
