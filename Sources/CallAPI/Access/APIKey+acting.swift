import CallSignaling
import TokenVerification

extension APIKey {
    /// Throws `forbidden_scope` unless the key is good for `action`.
    func allow(_ action: APIAction) throws {
        guard actions.contains(action) else {
            throw Problem(.forbiddenScope, "This API key is not good for the action \(action.rawValue).")
        }
    }

    /// The member for whom a request acts. Throws `invalid_parameter` where it does not say, and `forbidden_scope` for a church that is none of the key's.
    func identity(actingFor named: NamedMember) throws -> Identity {
        guard let member = named.memberID else {
            throw Problem(
                .invalidParameter,
                "An API key acts for a member: caller_id must name him, in the query of GET and DELETE, else in the body.")
        }
        guard let church = named.churchID ?? scope.onlyChurch else {
            throw Problem(.invalidParameter, "This API key is good for several churches: church_id must name one, beside caller_id.")
        }
        guard scope.contains(church) else { throw Problem(.forbiddenScope, "This API key is not good for this church.") }
        return Identity(churchID: church, memberID: member, role: .service)
    }
}
