import CallSignaling
import Foundation
import HTTPTypes
import TokenVerification

/// A back end with an API key.
struct BackEnd: Sendable {
    let text = APIKeyText.make()
    let key: APIKey

    init(_ churches: String..., actions: Set<APIAction> = Set(APIAction.allCases), expires: Date? = nil, revoked: Date? = nil) {
        key = APIKey(
            id: text.id, name: "back end", hash: text.hash, scope: churches == ["*"] ? .every : .only(Set(churches.map { ChurchID($0) })),
            actions: actions, createdAt: Date(), expiresAt: expires, revokedAt: revoked)
    }

    var revealed: String { text.revealed }
}

extension TestService.Client {
    /// One request of a back end for a member: he is named as the method has it, in the query or in the body.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, by backEnd: BackEnd, for member: String?, in church: String? = nil,
        _ fields: [String: JSONValue] = [:], headers: [String: String] = [:]
    ) async throws -> Answer {
        var named: [String: JSONValue] = [:]
        if let member { named["caller_id"] = .text(member) }
        if let church { named["church_id"] = .text(church) }
        guard method == .post || method == .patch || method == .put else {
            let query = named.map { "\($0.key)=\($0.value.text ?? "")" }.joined(separator: "&")
            let separator = path.contains("?") ? "&" : "?"
            return try await ask(method, query.isEmpty ? path : path + separator + query, token: backEnd.revealed, headers: headers)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = String(decoding: try encoder.encode(named.merging(fields) { $1 }), as: UTF8.self)
        let type = ["Content-Type": "application/json"]
        return try await ask(method, path, token: backEnd.revealed, body: body, headers: headers.merging(type) { own, _ in own })
    }
}
