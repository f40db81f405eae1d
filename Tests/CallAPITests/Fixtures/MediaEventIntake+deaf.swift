import CallAPI
import TokenVerification

extension MediaEventIntake {
    /// Takes nothing for the media server's.
    static let deaf = MediaEventIntake { _, authorization throws(TokenFailure) in
        guard authorization != nil else { throw .missing }
        throw .invalid("it is not the media server's")
    }
}
