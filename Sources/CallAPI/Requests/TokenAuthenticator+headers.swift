public import HTTPTypes
public import TokenVerification

extension TokenAuthenticator {
    /// Whom the header `Authorization: Bearer …` (RFC 6750, 2.1) stands for. Throws `TokenFailure`.
    public func identify(_ headers: HTTPFields) async throws -> Identity {
        guard let token = Self.bearerToken(headers) else { throw TokenFailure.missing }
        return try await identity(of: token)
    }

    /// What stands behind `Authorization: Bearer`; nil where nothing does.
    static func bearerToken(_ headers: HTTPFields) -> String? {
        let words = headers[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
        return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
    }
}
