import CallSignaling
import HTTPTypes

/// For whom a back end acts, as its request says: `caller_id`, and `church_id` where its key is good for several churches.
struct NamedMember: Decodable {
    let memberID: MemberID?
    let churchID: ChurchID?

    /// From a body.
    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        memberID = try fields.id("caller_id", MemberID.init(validating:))
        churchID = try fields.id("church_id", ChurchID.init(validating:))
    }

    /// From a query.
    init(_ query: QueryFields) throws {
        memberID = try query.id("caller_id", MemberID.init(validating:))
        churchID = try query.id("church_id", ChurchID.init(validating:))
    }

    /// Whether requests of `method` name him in the query: those that have no body.
    static func standsInQuery(_ method: HTTPRequest.Method) -> Bool { method == .get || method == .head || method == .delete }
}
