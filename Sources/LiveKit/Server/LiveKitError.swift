/// Why LiveKit did not do what it was asked for.
public struct LiveKitError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong: Twirp's own codes (twitchtv.github.io/twirp, *Errors*), and those of the way there.
    public enum Code: String, Sendable, CaseIterable {
        case canceled, unknown, malformed, aborted, unimplemented, unavailable, unauthenticated
        case internalError = "internal"
        case invalidArgument = "invalid_argument"
        case deadlineExceeded = "deadline_exceeded"
        case notFound = "not_found"
        case badRoute = "bad_route"
        case alreadyExists = "already_exists"
        case permissionDenied = "permission_denied"
        case resourceExhausted = "resource_exhausted"
        case failedPrecondition = "failed_precondition"
        case outOfRange = "out_of_range"
        case dataLoss = "dataloss"
        /// There was no connection, or it broke.
        case unreachable
        /// No whole answer in time.
        case late
        /// The answer was larger than is read.
        case tooLarge = "too_large"
        /// The answer was not what the API says.
        case unreadable
    }

    /// Longest reason that is kept, characters: what a server says is not ours.
    static let reasonLimit = 200

    /// What went wrong.
    public let code: Code
    /// What the server or the client said; free of secrets.
    public let reason: String

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = String(reason.prefix(Self.reasonLimit))
    }

    /// Whether the same request would fail the same way again.
    public var isFinal: Bool {
        switch code {
        case .invalidArgument, .malformed, .badRoute, .alreadyExists, .outOfRange, .unimplemented, .notFound, .failedPrecondition: true
        default: false
        }
    }

    /// For logs.
    public var description: String { "\(code.rawValue): \(reason)" }
}
