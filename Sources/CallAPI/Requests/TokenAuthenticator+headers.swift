public import HTTPTypes
public import TokenVerification

extension TokenAuthenticator {
    /// Whom the header `Authorization: Bearer …` (RFC 6750, 2.1) stands for. Throws `TokenFailure`.
    public func identify(_ headers: HTTPFields) async throws -> Identity {
        let words = headers[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
        guard words.count == 2, words[0].lowercased() == "bearer" else { throw TokenFailure.missing }
        return try await identity(of: String(words[1]))
    }
}
