import CallAPI
import Foundation
import HTTPTypes
import Testing

/// `docs/openapi.yaml` tells of the routes and the refusals that there are, and of no others.
@Suite struct OpenAPITests {
    private let document: OpenAPIDocument

    init() throws { document = try OpenAPIDocument() }

    @Test func operationsAreTheRoutes() {
        let documented = document.operations.map { "\($0.method.uppercased()) \($0.path)" }
        #expect(documented.sorted() == APIRoute.allCases.map { "\($0.method.rawValue) \($0.path)" }.sorted())
    }

    @Test func codesAreThoseOfTheService() {
        let codes = ProblemCode.allCases.map(\.rawValue).sorted()
        #expect(document.items("components", "schemas", "Problem", "properties", "code", "enum").sorted() == codes)
        #expect(document.entries("components", "schemas", "Problem", "properties", "code", "x-status").map(\.key).sorted() == codes)
        #expect(document.codeTable.map(\.code).sorted() == codes)
    }

    @Test func codesHaveTheirStatuses() {
        let statuses = Dictionary(uniqueKeysWithValues: ProblemCode.allCases.map { ($0.rawValue, $0.status) })
        for (code, status) in document.entries("components", "schemas", "Problem", "properties", "code", "x-status") {
            #expect(status == statuses[code].map { "\($0)" }, "\(code)")
        }
        for (code, status) in document.codeTable { #expect(status == statuses[code], "\(code)") }
    }

    @Test func examplesAreTrue() {
        var documented: Set<ProblemCode> = []
        for name in document.entries("components", "examples").map(\.key) {
            let pairs = document.entries("components", "examples", name, "value").map { ($0.key, $0.value) }
            let example = Dictionary(pairs) { first, _ in first }
            guard let code = example["code"].flatMap(ProblemCode.init(rawValue:)) else {
                Issue.record("\(name) has no code")
                continue
            }
            documented.insert(code)
            #expect(example["type"] == "urn:faithflow:problem:\(code.rawValue)")
            #expect(example["title"] == code.title)
            #expect(example["status"] == "\(code.status)")
            #expect(example["retry_after"] == code.retryAfter.map { "\($0)" })
            #expect(example["detail"]?.hasSuffix(".") == true)
        }
        #expect(documented == Set(ProblemCode.allCases))
    }

    @Test(arguments: APIRoute.allCases)
    func operationListsWhatMayHappen(route: APIRoute) {
        let statuses = document.statuses(route.method.rawValue.lowercased(), route.path)
        let possible = Set(ProblemCode.allCases.map { "\($0.status)" } + ["200", "304"])
        #expect(statuses.contains("200"))
        #expect(statuses.isSubset(of: possible))
        switch route {
        case .health: #expect(statuses == ["200"])
        case .readiness: #expect(statuses == ["200", "503"])
        case .brokerAuth, .brokerACL: #expect(statuses.isSuperset(of: ["400", "401", "404", "413", "415", "422", "429", "500", "503"]))
        case .mediaEvents: #expect(statuses.isSuperset(of: ["401", "404", "413", "422", "429", "500", "503"]))
        default: #expect(statuses.isSuperset(of: ["401", "403", "429", "500", "503"]))
        }
        if route.path.contains("{id}") { #expect(statuses.isSuperset(of: ["400", "404"])) }
    }
}
