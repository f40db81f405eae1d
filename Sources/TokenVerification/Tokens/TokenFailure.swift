/// Why a token does not let its bearer in.
public enum TokenFailure: Error, Sendable, Hashable {
    /// There is none.
    case missing
    /// It is none of ours; the text says what is wrong with it, without quoting it.
    case invalid(String)
    /// Its time is over.
    case expired
    /// Its time has not come.
    case notYetValid
    /// It was good, and has been revoked.
    case revoked
    /// It names no church.
    case missingTenant
    /// Its role has no place here.
    case forbiddenRole
    /// It may be good: the keys that would tell, or the list of revoked tokens, could not be had. Asking again may help.
    case undecidable
}
