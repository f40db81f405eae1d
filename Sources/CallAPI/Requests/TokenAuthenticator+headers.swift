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
        guard let field = headers[.authorization] else { return nil }
        let isBearer = field.utf8.prefix(scheme.utf8.count).elementsEqual(scheme.utf8) { $0 | 0x20 == $1 | 0x20 }
        let token = field.utf8.dropFirst(scheme.utf8.count)
        return isBearer && !token.isEmpty ? String(token) : nil
    }

    /// Its letters may be large or small (RFC 9110, 11.1).
    private static var scheme: String { "bearer " }
}
