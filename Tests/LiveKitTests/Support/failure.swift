import LiveKit

/// How something failed; nil where it did not, or otherwise.
func failure(_ body: () async throws -> Void) async -> LiveKitError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? LiveKitError)?.code
    }
}
