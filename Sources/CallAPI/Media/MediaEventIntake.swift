public import FoundationEssentials
public import TokenVerification

/// Whoever takes the media server's webhooks; only the executable knows which media server that is.
public struct MediaEventIntake: Sendable {
    /// Does what an event asks for. Throws `DependencyFailure` where it should be sent again.
    public typealias Handler = @Sendable () async throws -> Void

    /// Finds out whether a body with this `Authorization` is the media server's. Asks nobody.
    let verify: @Sendable (_ body: Data, _ authorization: String?) throws(TokenFailure) -> Handler

    /// An intake.
    public init(_ verify: @escaping @Sendable (_ body: Data, _ authorization: String?) throws(TokenFailure) -> Handler) {
        self.verify = verify
    }
}
